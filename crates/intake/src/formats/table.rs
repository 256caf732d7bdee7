//! Tables: CSV and its kin, XLSX, ODS. A row is a report, by the names of the columns.

use std::{
    io::{self, Cursor, Read},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

#[cfg(feature = "spreadsheets")]
use calamine::{DataRef, Reader as _, Xlsx};
use model::{Issue, Moment, Report};
use serde::{Deserialize, Serialize};

use super::{Document, id_of_address, is_address, report, text_of};
#[cfg(feature = "spreadsheets")]
use crate::part::shielded;
#[cfg(feature = "archives")]
use crate::xml;
use crate::{
    charset, dates, html,
    part::{Cx, Known, Part, Raw},
    source::stem,
};

/// Rows that gave no report and are told one by one.
const MAX_TOLD: usize = 5;
/// Cells of one row that are looked at.
const MAX_COLUMNS: usize = 2_000;
/// Rows of one sheet that are read.
#[cfg(feature = "archives")]
const MAX_ROWS: usize = 1_048_576;
/// Cells of one row that repeat the one before them.
#[cfg(feature = "archives")]
const MAX_COPIES: usize = 100;

/// Which column holds what, by the columns' names. What is not named is guessed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    /// Names by what the column holds, in the order of [`FIELDS`].
    names: [Option<String>; 7],
}

/// What a column may hold.
pub const FIELDS: [&str; 7] = ["text", "title", "date", "url", "outlet", "language", "id"];

/// Names that columns have, in small letters without blanks and marks, in the languages that tables come in. The order is that of
/// preference.
const NAMES: [&[&str]; 7] = [
    &[
        "text",
        "fulltext",
        "body",
        "bodytext",
        "content",
        "article",
        "articletext",
        "articlebody",
        "message",
        "messagetext",
        "story",
        "notes",
        "note",
        "description",
        "summary",
        "details",
        "narrative",
        "texte",
        "contenu",
        "corps",
        "resume",
        "texto",
        "contenido",
        "cuerpo",
        "conteudo",
        "descripcion",
        "descricao",
        "resumen",
        "resumo",
        "mensaje",
        "mensagem",
        "inhalt",
        "nachricht",
        "beschreibung",
        "текст",
        "содержание",
        "сообщение",
        "описание",
        "текстстатьи",
        "зміст",
        "повідомлення",
        "опис",
        "النص",
        "نص",
        "المحتوى",
        "الوصف",
        "الرسالة",
        "metin",
        "icerik",
        "aciklama",
        "متن",
        "内容",
        "正文",
        "本文",
    ],
    &[
        "title",
        "headline",
        "subject",
        "heading",
        "titre",
        "titulo",
        "titular",
        "asunto",
        "assunto",
        "objet",
        "titel",
        "uberschrift",
        "betreff",
        "заголовок",
        "название",
        "тема",
        "назва",
        "العنوان",
        "عنوان",
        "baslik",
        "konu",
        "标题",
        "題名",
    ],
    &[
        "date",
        "published",
        "publishedat",
        "publicationdate",
        "pubdate",
        "datepublished",
        "publishdate",
        "datetime",
        "timestamp",
        "time",
        "createdat",
        "created",
        "eventdate",
        "posted",
        "postedat",
        "datedepublication",
        "publie",
        "fecha",
        "fechadepublicacion",
        "publicado",
        "data",
        "datadepublicacao",
        "datum",
        "veroffentlicht",
        "дата",
        "датапубликации",
        "опубликовано",
        "время",
        "датапублікації",
        "التاريخ",
        "تاريخ",
        "تاريخالنشر",
        "tarih",
        "日期",
        "日付",
    ],
    &[
        "url",
        "link",
        "uri",
        "sourceurl",
        "href",
        "address",
        "permalink",
        "weblink",
        "lien",
        "adresse",
        "enlace",
        "direccion",
        "ссылка",
        "посилання",
        "الرابط",
        "رابط",
        "baglanti",
        "链接",
    ],
    &[
        "outlet",
        "source",
        "publisher",
        "publication",
        "media",
        "newspaper",
        "site",
        "website",
        "sourcename",
        "channel",
        "agency",
        "medium",
        "journal",
        "fuente",
        "medio",
        "fonte",
        "veiculo",
        "quelle",
        "источник",
        "издание",
        "сми",
        "канал",
        "джерело",
        "видання",
        "المصدر",
        "مصدر",
        "القناة",
        "kaynak",
        "来源",
    ],
    &[
        "language",
        "lang",
        "languagecode",
        "langue",
        "idioma",
        "lengua",
        "lingua",
        "sprache",
        "язык",
        "мова",
        "اللغة",
        "لغة",
        "dil",
        "语言",
    ],
    &["id", "identifier", "docid", "articleid", "reportid", "uid", "guid", "eventid", "eventidcnty", "номер", "معرف"],
];

/// A column's name as it is compared: small letters and digits, Latin letters without their marks.
fn plain(name: &str) -> String {
    name.trim_start_matches('\u{FEFF}')
        .chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| {
            Some(match c {
                'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
                'é' | 'è' | 'ê' | 'ë' => 'e',
                'í' | 'î' | 'ï' | 'ı' => 'i',
                'ó' | 'ô' | 'õ' | 'ö' => 'o',
                'ú' | 'ü' | 'û' => 'u',
                'ç' => 'c',
                'ñ' => 'n',
                'ş' => 's',
                'ğ' => 'g',
                c if c.is_alphanumeric() => c,
                _ => return None,
            })
        })
        .collect()
}

impl Columns {
    /// Read a map such as `text=Body,date=Published`. The error says what is wrong with it.
    pub fn parse(map: &str) -> Result<Self, String> {
        let mut out = Self::default();
        for pair in map.split(',').filter(|p| !p.trim().is_empty()) {
            let Some((field, name)) = pair.split_once('=') else {
                return Err(format!("{pair:?} is not FIELD=COLUMN, such as text=Body"));
            };
            let field = field.trim().to_ascii_lowercase();
            let field = if field == "lang" { "language".to_owned() } else { field };
            let place = FIELDS.iter().position(|f| *f == field).and_then(|i| out.names.get_mut(i));
            let Some(place) = place else {
                return Err(format!("{field:?} is none of {}", FIELDS.join(", ")));
            };
            *place = Some(plain(name));
        }
        Ok(out)
    }

    /// Where each field stands in this header.
    fn places(&self, header: &[String]) -> [Option<usize>; 7] {
        let header: Vec<String> = header.iter().map(|h| plain(h)).collect();
        std::array::from_fn(|i| {
            let named = self.names.get(i).and_then(Option::as_ref);
            match named {
                Some(n) => header.iter().position(|h| h == n),
                None => NAMES.get(i)?.iter().find_map(|n| header.iter().position(|h| h == n)),
            }
        })
    }

    /// The columns that were asked for and are not there.
    fn missing(&self, header: &[String]) -> bool {
        let header: Vec<String> = header.iter().map(|h| plain(h)).collect();
        self.names.iter().flatten().any(|n| !header.contains(n))
    }

    fn is_given(&self) -> bool {
        self.names.iter().any(Option::is_some)
    }
}

/// The delimiter, if the beginning of a text is that of a table of reports: a row of names, one of which is the text's, and rows of
/// as many cells.
pub(crate) fn delimiter(head: &str, columns: &Columns) -> Option<u8> {
    let first = head.trim_start_matches('\u{FEFF}');
    [b',', b';', b'\t', b'|'].into_iter().find(|d| {
        let mut rows =
            csv::ReaderBuilder::new().delimiter(*d).has_headers(false).flexible(true).from_reader(first.as_bytes());
        let mut rows = rows.records().map_while(Result::ok);
        let Some(header) = rows.next() else { return false };
        let header: Vec<String> = header.iter().map(str::to_owned).collect();
        if header.len() < 2 || header.iter().any(|h| h.chars().count() > 80) {
            return false;
        }
        let known = columns.places(&header);
        let fits = rows.next().is_some_and(|r| r.len() == header.len());
        let text = known.first().is_some_and(Option::is_some);
        let guessed = known.iter().flatten().count() >= 2;
        fits && if columns.is_given() { text && !columns.missing(&header) } else { text && guessed }
    })
}

/// How a table writes its days where the order is not plain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
    #[default]
    Unknown,
}

/// Day, month, year of `20/01/2026`, `20.1.26`; what follows.
fn numbers(s: &str) -> Option<(u32, u32, i32, &str)> {
    let s = s.trim();
    let end = s.find(|c: char| !(c.is_ascii_digit() || "/.-".contains(c))).unwrap_or(s.len());
    let (day, rest) = s.split_at(end);
    let mut parts = day.split(['/', '.', '-']);
    let (a, b, y) = (parts.next()?, parts.next()?, parts.next()?);
    if a.len() > 2 || b.len() > 2 || parts.next().is_some() {
        return None;
    }
    let year: i32 = y.parse().ok()?;
    let year = if y.len() == 2 { 2000 + year } else { year };
    Some((a.parse().ok()?, b.parse().ok()?, year, rest))
}

impl Order {
    /// From a column: a number over twelve is a day.
    pub(crate) fn of<'a>(values: impl Iterator<Item = &'a str>) -> Self {
        for v in values {
            match numbers(v) {
                Some((a, b, ..)) if a > 12 && b <= 12 => return Self::DayFirst,
                Some((a, b, ..)) if b > 12 && a <= 12 => return Self::MonthFirst,
                _ => {}
            }
        }
        Self::Unknown
    }

    pub(crate) fn read(self, s: &str) -> Result<Moment, &'static str> {
        if let Some(m) = dates::lenient(s) {
            return Ok(m);
        }
        let (a, b, year, rest) = numbers(s).ok_or("no time that can be read")?;
        let dotted = s.contains('.');
        let (day, month) = match self {
            _ if dotted || a == b => (a, b),
            Self::DayFirst => (a, b),
            Self::MonthFirst => (b, a),
            Self::Unknown if a > 12 => (a, b),
            Self::Unknown if b > 12 => (b, a),
            Self::Unknown => return Err("a day that can be read in two ways; write 2026-01-20"),
        };
        let time = rest.trim().trim_start_matches(['T', ',']).trim();
        let written = if time.is_empty() {
            format!("{year:04}-{month:02}-{day:02}")
        } else {
            format!("{year:04}-{month:02}-{day:02}T{:0>5}", time)
        };
        dates::lenient(&written).ok_or("no time that can be read")
    }
}

/// Rows that are at hand, with their numbers.
#[cfg(feature = "archives")]
type Sheet = std::collections::VecDeque<(usize, Vec<String>)>;

/// Rows of a table, from wherever.
enum Rows {
    Csv {
        rows: Box<csv::Reader<Fence>>,
        fence: Arc<AtomicUsize>,
    },
    #[cfg(feature = "archives")]
    Ready(Sheet),
}

/// Ends a row that never ends: an open quote swallows all that follows.
struct Fence {
    inner: Box<dyn Read + Send>,
    used: Arc<AtomicUsize>,
    max: usize,
}

impl Read for Fence {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.used.load(Relaxed) > self.max {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "a row is longer than can be read; a quote may be open",
            ));
        }
        let n = self.inner.read(buf)?;
        self.used.fetch_add(n, Relaxed);
        Ok(n)
    }
}

/// A table that is being read.
pub(crate) struct Table {
    name: String,
    rows: Rows,
    /// Number of the row last read; the first is 1.
    row: usize,
    header: Option<[Option<usize>; 7]>,
    order: Order,
    known: Known,
    bad: usize,
    read: usize,
}

impl Table {
    fn new(name: String, rows: Rows, known: Known) -> Self {
        Self { name, rows, row: 0, header: None, order: Order::Unknown, known: known.for_many(), bad: 0, read: 0 }
    }

    /// Text with delimiters. `head` is its beginning.
    pub(crate) fn open_csv(
        name: String,
        head: &[u8],
        stream: Box<dyn Read + Send>,
        delimiter: u8,
        known: Known,
        cx: &mut Cx,
    ) -> io::Result<Self> {
        let utf8 = match std::str::from_utf8(head) {
            Ok(_) => true,
            Err(e) => e.error_len().is_none(),
        };
        let stream: Box<dyn Read + Send> = if utf8 {
            stream
        } else {
            let doc = Document::read(name.clone(), stream, cx.options.max_document)?;
            let (text, issues) = charset::decode_as(&doc.bytes, false, known.charset);
            for i in doc.issues.into_iter().chain(issues) {
                cx.issue(i, &name);
            }
            Box::new(Cursor::new(text.into_bytes()))
        };
        let fence = Arc::new(AtomicUsize::new(0));
        let inner = Fence { inner: stream, used: Arc::clone(&fence), max: cx.options.max_bytes };
        let rows = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(inner);
        let mut table = Self::new(name, Rows::Csv { rows: Box::new(rows), fence }, known);
        // The order of day and month is told from what is at hand.
        let text = charset::decode_head(head);
        let mut sample = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let sample: Vec<Vec<String>> =
            sample.records().map_while(Result::ok).map(|r| r.iter().map(str::to_owned).collect()).collect();
        table.look_at(sample.iter(), &cx.options.columns);
        Ok(table)
    }

    fn look_at<'a>(&mut self, mut rows: impl Iterator<Item = &'a Vec<String>>, columns: &Columns) {
        let Some(header) = rows.next() else { return };
        if let Some(i) = columns.places(header).get(2).copied().flatten() {
            self.order = Order::of(rows.filter_map(|r| r.get(i)).map(String::as_str));
        }
    }

    /// Rows that are at hand; the first of them has the names.
    #[cfg(feature = "archives")]
    fn ready(name: String, rows: Sheet, known: Known, columns: &Columns) -> Self {
        let mut table = Self::new(name, Rows::Ready(Sheet::new()), known);
        table.look_at(rows.iter().take(2_000).map(|(_, r)| r), columns);
        table.rows = Rows::Ready(rows);
        table
    }

    fn next_row(&mut self) -> Result<Option<Vec<String>>, String> {
        match &mut self.rows {
            #[cfg(feature = "archives")]
            Rows::Ready(rows) => Ok(rows.pop_front().map(|(n, r)| {
                self.row = n;
                r
            })),
            Rows::Csv { rows, fence } => {
                let mut record = csv::ByteRecord::new();
                fence.store(0, Relaxed);
                self.row += 1;
                match rows.read_byte_record(&mut record) {
                    Ok(true) => Ok(Some(
                        record.iter().map(|f| String::from_utf8_lossy(f).into_owned()).take(MAX_COLUMNS).collect(),
                    )),
                    Ok(false) => Ok(None),
                    Err(e) => Err(e.to_string()),
                }
            }
        }
    }
}

impl Part for Table {
    fn step(&mut self, cx: &mut Cx) -> bool {
        let row = match self.next_row() {
            Ok(Some(r)) => r,
            Ok(None) => {
                if self.bad > MAX_TOLD {
                    let note = format!("{}: {} more rows gave no report", self.name, self.bad - MAX_TOLD);
                    cx.issue(Issue::new("bad-row", note), &self.name);
                } else if self.read == 0 && self.bad == 0 {
                    cx.issue(Issue::new("empty-file", format!("{} is a table without rows", self.name)), &self.name);
                }
                return false;
            }
            Err(e) => {
                let note = format!("{} cannot be read beyond row {}: {e}", self.name, self.row);
                cx.issue(Issue::new("bad-row", note), &self.name);
                return false;
            }
        };
        let Some(places) = self.header else {
            self.header = Some(cx.options.columns.places(&row));
            return true;
        };
        if row.iter().all(|c| c.trim().is_empty()) {
            return true;
        }
        match self.report(&row, &places) {
            Some(r) => {
                self.read += 1;
                cx.report(r, &self.known, Raw::new("text/tab-separated-values", row.join("\t").as_bytes()));
            }
            None => {
                self.bad += 1;
                if self.bad <= MAX_TOLD {
                    let note = format!("{}: row {} has neither text nor title; it was skipped", self.name, self.row);
                    cx.issue(Issue::new("bad-row", note), &self.name);
                }
            }
        }
        true
    }
}

impl Table {
    fn report(&self, row: &[String], places: &[Option<usize>; 7]) -> Option<Report> {
        let cell = |i: usize| {
            let v = row.get(places.get(i).copied().flatten()?)?.trim();
            (!v.is_empty()).then(|| v.to_owned())
        };
        let [text, title, date, url, outlet, lang, id] = std::array::from_fn(cell);
        if text.is_none() && title.is_none() {
            return None;
        }
        let url = url.filter(|u| is_address(u));
        let (text, links) = text.map(|t| text_of(&t, url.as_deref())).unwrap_or_default();
        let id = id.unwrap_or_else(|| match &url {
            Some(u) => id_of_address(u),
            None => format!("{}:{}", stem(&self.name), self.row),
        });
        let mut r = report(id, row.join("\t").as_bytes());
        if let Some(d) = date {
            match self.order.read(&d) {
                Ok(m) => r.published = Some(m),
                Err(why) => {
                    let shown: String = d.chars().take(60).collect();
                    r.issues.push(Issue::new("bad-date", format!("the date {shown:?} is {why}; it was not used")));
                }
            }
        }
        (r.text, r.links, r.url, r.outlet) = (text, links, url, outlet);
        r.title = title.map(|t| html::one_line(&t));
        r.lang = lang.map(|l| l.to_lowercase());
        Some(r)
    }
}

/// What sheets gave: tables of reports, and what to say where there are none.
#[cfg(feature = "archives")]
fn sheets(doc: &str, found: Vec<(String, Sheet)>, known: &Known, cx: &mut Cx) -> Vec<Box<dyn Part>> {
    let mut parts: Vec<Box<dyn Part>> = Vec::new();
    let mut headers = Vec::new();
    let many = found.len() > 1;
    for (sheet, mut rows) in found {
        // Above the names there may be a title; they are looked for in the first rows.
        let columns = &cx.options.columns;
        let fits = |r: &Vec<String>| {
            let places = columns.places(r);
            places[0].is_some() && (columns.is_given() || places.iter().flatten().count() >= 2)
        };
        let at = rows.iter().take(20).position(|(_, r)| fits(r));
        match at {
            Some(at) => {
                rows.drain(..at);
                let name = if many { format!("{doc}/{sheet}") } else { doc.to_owned() };
                parts.push(Box::new(Table::ready(name, rows, known.clone(), columns)));
            }
            None => {
                headers.extend(rows.front().map(|(_, r)| r.iter().take(12).cloned().collect::<Vec<_>>().join(", ")))
            }
        }
    }
    if parts.is_empty() {
        let seen =
            if headers.is_empty() { "no columns".to_owned() } else { format!("the columns {}", headers.join(" / ")) };
        let note = format!(
            "{doc} is a table with {seen}; no column of text is known among them: name it, as in --columns text=Body,date=Published"
        );
        cx.issue(Issue::new("no-text-column", note), doc);
    }
    parts
}

/// Sheets of an XLSX workbook. Its zip file was looked through before: nothing in it swells beyond the limits.
#[cfg(feature = "spreadsheets")]
pub(crate) fn open_xlsx(doc: &str, bytes: &[u8], known: &Known, cx: &mut Cx) -> Vec<Box<dyn Part>> {
    let read = || -> Result<Vec<(String, Sheet)>, String> {
        let mut book: Xlsx<_> =
            Xlsx::new(std::io::BufReader::new(Cursor::new(bytes))).map_err(|e: calamine::XlsxError| e.to_string())?;
        let mut out = Vec::new();
        for sheet in book.sheet_names().clone() {
            // Cell by cell: a range would be laid out whole, and two cells far apart would make it as large as the machine.
            let Ok(mut cells) = book.worksheet_cells_reader(&sheet) else { continue };
            let mut rows = Sheet::new();
            while let Ok(Some(cell)) = cells.next_cell() {
                let (row, column) = cell.get_position();
                let (row, column) = (row as usize + 1, column as usize);
                let value = shown(cell.get_value());
                if value.is_empty() || column >= MAX_COLUMNS || rows.len() >= MAX_ROWS {
                    continue;
                }
                if rows.back().is_none_or(|(n, _)| *n != row) {
                    rows.push_back((row, Vec::new()));
                }
                if let Some((_, cells)) = rows.back_mut() {
                    if cells.len() <= column {
                        cells.resize(column + 1, String::new());
                    }
                    if let Some(c) = cells.get_mut(column) {
                        *c = value;
                    }
                }
            }
            if !rows.is_empty() {
                out.push((sheet, rows));
            }
        }
        Ok(out)
    };
    match shielded(read).unwrap_or_else(|| Err("its parts make no sense".to_owned())) {
        Ok(found) => sheets(doc, found, known, cx),
        Err(e) => {
            let code = if e.to_lowercase().contains("password") { "encrypted" } else { "damaged-document" };
            let note = format!("{doc} is a workbook that cannot be read ({e})");
            let issue =
                if code == "encrypted" { Issue::new("encrypted", note) } else { Issue::new("damaged-document", note) };
            cx.issue(issue, doc);
            Vec::new()
        }
    }
}

/// A cell as text; days and times in one way.
#[cfg(feature = "spreadsheets")]
fn shown(v: &DataRef) -> String {
    match v {
        DataRef::String(s) => s.clone(),
        DataRef::SharedString(s) => (*s).to_owned(),
        DataRef::Int(i) => i.to_string(),
        DataRef::Float(f) => f.to_string(),
        DataRef::Bool(b) => b.to_string(),
        DataRef::DateTime(d) if d.is_datetime() => {
            let (y, mo, d, h, mi, s, _) = d.to_ymd_hms_milli();
            format!("{y:04}-{mo:02}-{d:02}T{h:02}:{mi:02}:{s:02}")
        }
        DataRef::DateTimeIso(s) => s.clone(),
        _ => String::new(),
    }
}

/// Tables of an OpenDocument spreadsheet, from its `content.xml`.
#[cfg(feature = "archives")]
pub(crate) fn open_ods(doc: &str, content: &str, known: &Known, cx: &mut Cx) -> Vec<Box<dyn Part>> {
    let mut found = Vec::new();
    for table in xml::all(content, &["table"]) {
        let mut rows = Sheet::new();
        let mut number = 1;
        let repeated = |t: &xml::Tag, what: &str| {
            t.attr(what).and_then(|n| n.parse::<usize>().ok()).unwrap_or(1).clamp(1, MAX_ROWS)
        };
        for row in xml::all(table.inner, &["table-row"]) {
            let mut cells: Vec<String> = Vec::new();
            let mut copies = MAX_COPIES;
            for cell in xml::all(row.inner, &["table-cell", "covered-table-cell"]) {
                let date = cell.tag.attr("office:date-value");
                let value = date.unwrap_or_else(|| {
                    let lines: Vec<String> = xml::all(cell.inner, &["p"]).map(|p| xml::plain(p.inner)).collect();
                    lines.join("\n")
                });
                let times = repeated(&cell.tag, "table:number-columns-repeated").min(MAX_COLUMNS - cells.len());
                // Empty cells to the edge of the sheet are written as one that is repeated; so is nothing else at length.
                let times = if value.is_empty() {
                    times
                } else {
                    let times = times.min(if value.len() < 1_000 { copies.max(1) } else { 1 });
                    copies = copies.saturating_sub(times - times.min(1));
                    times
                };
                cells.extend(std::iter::repeat_n(value, times));
            }
            while cells.last().is_some_and(String::is_empty) {
                cells.pop();
            }
            if !cells.is_empty() && rows.len() < MAX_ROWS {
                rows.push_back((number, cells));
            }
            number = (number + repeated(&row.tag, "table:number-rows-repeated")).min(MAX_ROWS * 2);
        }
        if !rows.is_empty() {
            found.push((table.tag.attr("table:name").unwrap_or_else(|| "sheet".to_owned()), rows));
        }
    }
    sheets(doc, found, known, cx)
}

#[cfg(test)]
mod tests {
    use super::{Columns, Order, delimiter};

    #[test]
    fn tables_are_told_by_the_names_of_their_columns() {
        let none = Columns::default();
        for (text, want) in [
            ("date,headline,body\n2026-01-20,x,\"a\nb\"\n", Some(b',')),
            ("Дата;Заголовок;Текст\n20.01.2026;x;y\n", Some(b';')),
            ("Título\tContenido\tFecha de publicación\na\tb\tc\n", Some(b'\t')),
            ("\u{FEFF}\"Text\",\"URL\"\n\"a\",\"b\"\n", Some(b',')),
            ("Text, date and place of the attack\nwere given by the ministry, it said\n", None),
            ("a,b\n1,2\n", None),
            ("text,title\n", None),
            ("", None),
        ] {
            assert_eq!(delimiter(text, &none), want, "{text}");
        }
        let mapped = Columns::parse("text=Was geschah, date = Wann").unwrap();
        assert_eq!(delimiter("Wann|Was geschah\n1|2\n", &mapped), Some(b'|'));
        assert_eq!(delimiter("when|what\n1|2\n", &mapped), None);
        assert!(Columns::parse("texts=a").is_err() && Columns::parse("text").is_err());
    }

    #[test]
    fn days_are_read_as_their_column_writes_them() {
        let read = |o: Order, s: &str| o.read(s).map(|m| m.to_string()).ok();
        assert_eq!(Order::of(["01/02/2026", "20/01/2026"].into_iter()), Order::DayFirst);
        assert_eq!(Order::of(["01/20/2026"].into_iter()), Order::MonthFirst);
        assert_eq!(read(Order::DayFirst, "01/02/2026").as_deref(), Some("2026-02-01T00:00:00Z"));
        assert_eq!(read(Order::MonthFirst, "1/2/26 7:40").as_deref(), Some("2026-01-02T07:40:00Z"));
        assert_eq!(read(Order::Unknown, "01/02/2026"), None, "neither is guessed");
        assert_eq!(read(Order::Unknown, "20/01/2026 07:40").as_deref(), Some("2026-01-20T07:40:00Z"));
        assert_eq!(read(Order::Unknown, "3.2.2026").as_deref(), Some("2026-02-03T00:00:00Z"));
        assert!(read(Order::Unknown, "2026-01-20 07:40").is_some());
        assert_eq!(read(Order::Unknown, "soon"), None);
    }
}
