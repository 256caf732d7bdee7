"""Recognizers-Text (the Python packages of 2019): numbers, units and times by regular expressions.

Quantities: what its unit models find, then the plain numbers that touch none of these. Times: its date-time model; of several
resolutions the first that lies in the past of the report, since news tells of what was; a range takes the form of its own timex.
Relative times are resolved against `published` (the day the line carries), as the library asks for.
Arguments: the parts wanted, `quantities` and `times` (default both)."""
import datetime, re, sys, warnings
from lines import run, span

warnings.simplefilter("ignore")     # invalid escapes in its patterns
from recognizers_text import Culture
from recognizers_number import NumberRecognizer
from recognizers_number_with_unit import NumberWithUnitRecognizer
from recognizers_date_time import DateTimeRecognizer

numbers = NumberRecognizer(Culture.English)
units = NumberWithUnitRecognizer(Culture.English)
UNIT_MODELS = (units.get_currency_model(), units.get_age_model(), units.get_temperature_model(), units.get_dimension_model())
PERCENT, NUMBER = numbers.get_percentage_model(), numbers.get_number_model()
TIMES = DateTimeRecognizer(Culture.English).get_datetime_model()
PARTS = sys.argv[1:] or ["quantities", "times"]
TYPES = {"date": "DATE", "daterange": "DATE", "time": "TIME", "datetime": "TIME", "timerange": "TIME", "datetimerange": "TIME", "duration": "DURATION", "set": "SET"}


def quantities(text, of):
    found, taken = [], set()

    def take(r, unit):
        value = str((r.resolution or {}).get("value") or "").rstrip("%")
        if any(i in taken for i in range(r.start, r.end + 1)) or not re.fullmatch(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?", value):
            return
        taken.update(range(r.start, r.end + 1))
        found.append({**span(of, text, r.start, r.end + 1), "op": "exact", "lo": float(value), "hi": float(value), "unit": unit, "counted": None, "of": None})
    for model in UNIT_MODELS:
        for r in model.parse(text):
            take(r, (r.resolution or {}).get("unit"))
    for r in PERCENT.parse(text):
        take(r, "percentage")
    for r in NUMBER.parse(text):
        take(r, None)
    return sorted(found, key=lambda q: q["start"])


def timex_value(values):
    """One TIMEX3 value of the resolutions it offers."""
    first = values[0]
    timex = first.get("timex") or ""
    if "X" not in timex and not timex.startswith("("):
        return timex
    if first.get("value") and first["value"] != "not resolved" and first.get("type") in ("date", "datetime", "time"):
        return first["value"].replace(" ", "T")
    return timex


def times(text, of, published):
    at = datetime.datetime.fromisoformat(published[:19]) if published else datetime.datetime.now()
    found = []
    for r in TIMES.parse(text, at):
        values = (r.resolution or {}).get("values") or [{}]
        kind = r.type_name.rsplit(".", 1)[-1]
        if kind in TYPES:
            found.append({**span(of, text, r.start, r.end + 1), "type": TYPES[kind], "value": timex_value(values)})
    return found


def annotate(document, text, of):
    out = {}
    if "quantities" in PARTS:
        out["quantities"] = quantities(text, of)
    if "times" in PARTS:
        out["times"] = times(text, of, document.get("published"))
    return out


if __name__ == "__main__":
    run(annotate)
