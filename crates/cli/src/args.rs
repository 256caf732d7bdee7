//! What may be written on the command line. Help texts are part of the interface: each names its default and gives an example.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, builder::styling};

const STYLES: styling::Styles = styling::Styles::styled()
    .header(styling::AnsiColor::Green.on_default().bold())
    .usage(styling::AnsiColor::Green.on_default().bold())
    .literal(styling::AnsiColor::Cyan.on_default().bold())
    .placeholder(styling::AnsiColor::Cyan.on_default());

/// Read at the end of --help and of the man page.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  done; reports read in part, or passed over, are listed as issues in the output
  1  nothing could be read; a file or a proof that was checked is not what it should be
  2  wrong usage, or the program could not do its work

Data goes to standard output, talk to standard error. NO_COLOR is honoured. Only watch and evidence stamp use a network.";

/// Who said it first, who only repeated it, where independent sources disagree, and what has changed.
#[derive(Debug, Parser)]
#[command(
    name = "firsthand",
    version,
    styles = STYLES,
    max_term_width = 100,
    after_help = EXIT_CODES,
    after_long_help = format!("\
Examples:
  firsthand read reports/                         the picture of a folder, in the terminal
  firsthand read reports/ -o page.html            the same as one self-contained page
  firsthand read reports/ --as-of 2026-01-19T18:00Z   what was known that evening
  firsthand read new/ --db desk.sqlite            add to what the desk knows
  firsthand explain c1f00d5eed reports/           how a claim came about
  firsthand annotate < docs.jsonl > notes.jsonl   everything found in each text

{EXIT_CODES}")
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: Global,
}

#[derive(Debug, Args)]
pub(crate) struct Global {
    /// Use this knowledge image instead of the one in the program (made by `firsthand know compile`)
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global options")]
    pub(crate) know: Option<PathBuf>,
    /// Say nothing on standard error but errors
    #[arg(long, short, global = true, help_heading = "Global options")]
    pub(crate) quiet: bool,
    /// Colour the output
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Global options")]
    pub(crate) color: Color,
    /// Threads that read [default: one for each processor]
    #[arg(long, global = true, value_name = "N", help_heading = "Global options", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
    /// Which columns of tables hold what: text, title, date, url, outlet, language, id [default: told from their names]
    #[arg(long, global = true, value_name = "FIELD=COLUMN,...", help_heading = "Global options", value_parser = intake::Columns::parse)]
    pub(crate) columns: Option<intake::Columns>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For the terminal
    Text,
    /// The whole picture, for scripts
    Json,
    /// One self-contained page
    Html,
    /// One row for each figure, for spreadsheets
    Csv,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read reports and show the picture: competing answers, who stands behind each, what changed
    #[command(after_long_help = "\
Examples:
  firsthand read reports/
  firsthand read reports/ page.html feed.jsonl --format json > picture.json
  curl -s https://example.org/feed.jsonl | firsthand read - --format html -o page.html
  firsthand read today/ --db desk.sqlite      add today's reports to the desk's file
  firsthand read --db desk.sqlite             show what the desk knows

  firsthand read log.xlsx --columns text=Body,date=Published

Formats are told from the content, never from the name: a file with +++ front matter (url, outlet, author, published, title, lang), a web page,
JSON lines ({\"id\", \"text\", \"title\", \"published\", \"lang\", \"url\", \"outlet\"}), plain text; feeds (RSS, Atom, JSON Feed); web
archives (WARC, WACZ); mail (EML, mbox); tables (CSV, TSV, XLSX, ODS), a row a report; documents (PDF, DOCX, ODT); chats (Telegram,
WhatsApp, Signal); NewsML-G2, ninjs, CAP alerts, ReliefWeb. All of these also packed by zip, gzip or zstd. docs/formats.md tells what
is kept of each, and the limits. Hidden files in folders are passed over.")]
    Read(Read),
    /// Take any number of reports into a desk's file, with their bytes, read and findable
    #[command(after_long_help = "\
Examples:
  firsthand import pages/ crawl.warc.gz --db desk.sqlite
  firsthand import pages/ --db desk.sqlite --dry-run        what would be taken in; nothing is kept
  firsthand read --db desk.sqlite                           the picture of what is there

Importing the same again changes nothing. A run that is broken off loses what was under way and nothing else; run it again, and it goes
on. A page that was changed since is kept beside what it said before. Memory does not grow with what is imported.")]
    Import(Import),
    /// Find sentences, and what is claimed in them, in a desk's file
    #[command(after_long_help = "\
Examples:
  firsthand search --db desk.sqlite escaped prison
  firsthand search --db desk.sqlite '\"at least\" kill* -drill'
  firsthand search --db desk.sqlite slot:killed by:ministry --from 2026-01-19
  firsthand search --db desk.sqlite évadés --outlet press --format json

All words must be there; \"words in quotes\" follow each other, begin* is how a word begins, -word must not be there; slot:killed is what
a claim asserts, by:ministry who says it or passes it on. Case, accents and the ways of writing Arabic make no difference. The best
fitting sentence is first.")]
    Search(Search),
    /// Write what was captured as a web archive: WACZ or WARC, for pywb, ReplayWeb.page and others
    #[command(after_long_help = "\
Examples:
  firsthand export --db desk.sqlite -o desk.wacz
  firsthand export --db desk.sqlite -o shaddadi.warc.gz A14 A09       these reports alone

Every capture is written byte for byte, with its address and time. Letters and messages of closed groups stay out unless
--with-messages asks for them: they name people who did not mean to be published. The same file gives the same bytes.")]
    Export(Export),
    /// Annotate texts: JSON lines in, JSON lines out, one at a time
    #[command(after_long_help = "\
Example:
  echo '{\"id\":\"d1\",\"text\":\"At least 20 people were killed.\"}' | firsthand annotate

Each line of output has the id of its input, sentences, quantities, times, places, actors, attributions, events and claims, all with
byte offsets into the text. A line that cannot be read gives a line with issues; the others go on.")]
    Annotate(Filter),
    /// Find copies and stories among texts: JSON lines in, JSON lines out
    #[command(after_long_help = "\
Example:
  firsthand link < docs.jsonl
  zcat archive.jsonl.gz | firsthand link --no-reading > links.jsonl    an archive: words alone, texts kept on disk

Each line of output names the story that the text tells, and the text it was copied from, if any, with the shared passages in bytes.
All texts are read before the first line is written. With --no-reading texts are compared by their words alone: names are not looked
up, so that translations are found less often, and texts wait in a temporary file (in TMPDIR) instead of in memory.")]
    Link(Link),
    /// Say why: how a claim came about, why one origin, why this event, why superseded, why a copy or none
    #[command(after_long_help = "\
Examples:
  firsthand explain c1f00d5eed reports/         a claim: sentence, rule, steps, speaker, stance, event, origin, answer
  firsthand explain o7bbf25fce9 reports/        an origin: why these claims are one voice
  firsthand explain e76f2b1921b reports/        an event: why these reports tell of one happening
  firsthand explain q7c5f06a1b2 reports/        a question: why each answer stands where it does
  firsthand explain A14 --and A09 reports/      two reports: copy or not, one event or not

Ids stand in the JSON picture, those of claims in brackets in the text too; the beginning of an id is enough where only one fits.")]
    Explain(Explain),
    /// Decide on a link, take a decision back, or list what was decided
    #[command(after_long_help = "\
Examples:
  firsthand judge --db desk.sqlite same-event A25 B03 --why \"one prison, one night\"
  firsthand judge --db desk.sqlite other-event A25 B03
  firsthand judge --db desk.sqlite copy A14 A09             A14 was taken from A09
  firsthand judge --db desk.sqlite no-copy A14 A09
  firsthand judge --db desk.sqlite other-origin c1f00d c2beef
  firsthand judge --db desk.sqlite undo 3
  firsthand judge --db desk.sqlite                          the log, with numbers

Every later picture follows what was decided and says so beside it. Nothing is erased: a decision is taken back by another line of
the log, and the picture then has the bytes it had before. same-event makes one event of two; other-event moves the second report, with
its copies, out of the event of the first. Claims may be given by the beginning of their id.")]
    Judge(Judge),
    /// Look at feeds and pages on the network again and again, and keep what they say
    #[cfg(feature = "watch")]
    #[command(after_long_help = "\
Examples:
  firsthand watch sources.toml --db desk.sqlite            until it is ended (Ctrl-C, at any moment: nothing is lost)
  firsthand watch sources.toml --db desk.sqlite --once     what is due, then end: for a timer
  firsthand watch sources.toml --db desk.sqlite --dry-run  what would come, without keeping it

A file of sources needs little; docs/watching.md lists the rest:
  [defaults]
  contact = \"mailto:desk@your.house\"
  [[source]]
  name = \"The Ledger\"
  url = \"https://ledger.example/feed.xml\"
  follow = true

Only http and https are asked, and no address inside a network of one's own, whatever leads there. robots.txt is heeded, a host is
asked one request at a time, and whoever asks to be left alone is. No proxy is used. firsthand sources tells how they fare.")]
    Watch(Watch),
    /// Show how sources fare: missed, failed, truncated, stale, empty, or well
    #[cfg(feature = "watch")]
    #[command(after_long_help = "\
Examples:
  firsthand sources sources.toml --db desk.sqlite
  firsthand sources sources.toml --db desk.sqlite --format json

Exit code 1 where any source was missed, failed, or is stale.")]
    Sources(Sources),
    /// Check that a desk's file is whole and is what its log says
    #[command(after_long_help = "\
Examples:
  firsthand check --db desk.sqlite
  firsthand check --db desk.sqlite --head monday.json     and that nothing of Monday was changed since

Exit code 1 where anything is not as it should be. The head of the log stands for all that was captured and decided; keep it somewhere
else (`firsthand evidence head`), and a log written anew is found.")]
    Check(Check),
    /// Copy a desk's file, whole, also while it is in use
    #[command(after_long_help = "Example:\n  firsthand backup --db desk.sqlite /media/stick/desk-2026-01-20.sqlite")]
    Backup(Backup),
    /// Bring a backup back; what was there is kept beside it
    #[command(after_long_help = "Example:\n  firsthand restore /media/stick/desk-2026-01-20.sqlite --db desk.sqlite")]
    Restore(Restore),
    /// Prove what was captured and decided, and when the log was how long
    #[command(
        subcommand,
        after_long_help = "\
Examples:
  firsthand evidence head --db desk.sqlite > monday.json          what stands for all of the log; make it known
  firsthand evidence prove A25 --db desk.sqlite > A25.json        that a report stands in it
  firsthand evidence verify A25.json --head monday.json           by anybody, without the desk's file
  firsthand evidence grown monday.json --db desk.sqlite           that it grew by adding alone
  firsthand evidence stamp --db desk.sqlite --tsa URL             the time of the head, said by somebody else

The tree is that of RFC 6962 over the SHA-256 of each line of the log; a line is JSON with the hashes of the captured bytes and text."
    )]
    Evidence(EvidenceCommand),
    /// Keep what people send in confidence apart, and release it by hand
    #[command(
        subcommand,
        after_long_help = "\
Examples:
  firsthand tip add letter.txt --db desk.sqlite --from +963944123456 --place Aleppo
  firsthand tip drop /srv/tips --db desk.sqlite                  every file of a folder, once
  firsthand tip list --db desk.sqlite
  firsthand tip show tip-k7wq2mzd --db desk.sqlite
  firsthand tip release tip-k7wq2mzd --db desk.sqlite --who \"M. Rossi\" --why \"two others confirm it\" --redact \"blue house\"
  firsthand tip forget tip-k7wq2mzd --db desk.sqlite --who \"M. Rossi\" --why \"the sender asked\"

Tips lie in a file of their own beside the desk's (desk.tips.sqlite), which no backup or export of the desk carries. Names, numbers,
addresses and exact places are taken out by default; not all can be found: a person must read a tip before it is released.
docs/tips.md says what is kept where, and what not to rely on."
    )]
    Tip(crate::tip::TipCommand),
    /// Compare two moments, or two pictures, claim by claim
    #[command(after_long_help = "\
Examples:
  firsthand diff --from 2026-01-19T18:00Z --to 2026-01-20T12:00Z reports/
  firsthand diff monday.json tuesday.json
  firsthand diff --revisions --db desk.sqlite       what became of pages that were changed after they were captured")]
    Diff(Diff),
    /// Work with knowledge images: places, actors, offices, outlets
    #[command(subcommand)]
    Know(Know),
    /// Write a completion script for a shell
    #[command(
        after_long_help = "Example:\n  firsthand completions bash > ~/.local/share/bash-completion/completions/firsthand"
    )]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual page, or with --dir one for each command
    Man {
        /// Write firsthand.1, firsthand-read.1 ... into this folder
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
    },
}

/// Where reports come from.
#[derive(Debug, Args)]
pub(crate) struct From {
    /// Files and folders of reports; - is standard input
    #[arg(value_name = "PATH", required_unless_present = "db")]
    pub(crate) paths: Vec<PathBuf>,
    /// Keep reports in this file, and add to those that are in it; it is made where it does not exist
    #[arg(long, value_name = "FILE")]
    pub(crate) db: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Read {
    #[command(flatten)]
    pub(crate) from: From,
    /// Format of the picture [default: by the name of the output file, else text]
    #[arg(long, short, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
    /// Write to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Show what was known at this moment: 2026-01-19T18:00Z, or a day, which is its midnight UTC
    #[arg(long, value_name = "TIME")]
    pub(crate) as_of: Option<model::Moment>,
    /// Show only this event: its id, or words of its title
    #[arg(long, value_name = "EVENT")]
    pub(crate) event: Option<String>,
    /// In the terminal, show every question in full, also those of little weight
    #[arg(long, short)]
    pub(crate) all: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Files and folders of reports; - is standard input
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// The desk's file; it is made where it does not exist
    #[arg(long, value_name = "FILE")]
    pub(crate) db: PathBuf,
    /// Tell what would be taken in, and keep nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Keep the text of reports and the hash of their bytes, and not the bytes: a fifth of the room, and no export
    #[arg(long)]
    pub(crate) no_bytes: bool,
    /// Text for people or JSON for scripts
    #[arg(long, short, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json"])]
    pub(crate) format: String,
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// Words that must all be there, \"words in order\", begin*, -without, slot:killed, by:ministry
    #[arg(value_name = "WORDS", required = true)]
    pub(crate) words: Vec<String>,
    /// The desk's file
    #[arg(long, value_name = "FILE")]
    pub(crate) db: PathBuf,
    /// Only reports of an outlet with these words in its name
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Option<String>,
    /// Only what was published at this moment or later
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<model::Moment>,
    /// Only what was published before this moment
    #[arg(long, value_name = "TIME")]
    pub(crate) to: Option<model::Moment>,
    /// At most so many sentences
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
    /// Text for people or JSON for scripts
    #[arg(long, short, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json"])]
    pub(crate) format: String,
}

#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Reports [default: all, and all answers of servers]
    #[arg(value_name = "REPORT")]
    pub(crate) reports: Vec<String>,
    /// The desk's file
    #[arg(long, value_name = "FILE")]
    pub(crate) db: PathBuf,
    /// The archive: NAME.wacz or NAME.warc.gz; written whole or not at all
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: PathBuf,
    /// Also letters, and messages of closed groups
    #[arg(long)]
    pub(crate) with_messages: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Filter {
    /// Files of JSON lines [default: standard input]
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Link {
    /// Files of JSON lines [default: standard input]
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Compare words alone, without reading the texts: for archives of any size
    #[arg(long)]
    pub(crate) no_reading: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The id of a claim, origin, event, question or report, or the beginning of it
    #[arg(value_name = "ID")]
    pub(crate) claim: String,
    /// A second report: why the two are copy and original, or one event, or not
    #[arg(long, value_name = "REPORT")]
    pub(crate) and: Option<String>,
    #[command(flatten)]
    pub(crate) from: From,
    /// The picture as of this moment
    #[arg(long, value_name = "TIME")]
    pub(crate) as_of: Option<model::Moment>,
}

#[derive(Debug, Args)]
pub(crate) struct Judge {
    /// The desk's file
    #[arg(long, value_name = "FILE")]
    pub(crate) db: PathBuf,
    /// same-event, other-event, copy, no-copy (two reports), same-origin, other-origin (two claims), undo (a number of the log)
    #[arg(value_name = "WHAT", value_parser = ["same-event", "other-event", "copy", "no-copy", "same-origin", "other-origin", "undo"])]
    pub(crate) what: Option<String>,
    /// What it is about
    #[arg(value_name = "ID")]
    pub(crate) ids: Vec<String>,
    /// The reason, kept with the decision and shown beside the link
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(crate) why: String,
    /// Who decides [default: the user's name on this machine]
    #[arg(long, value_name = "NAME")]
    pub(crate) who: Option<String>,
}

#[cfg(feature = "watch")]
#[derive(Debug, Args)]
pub(crate) struct Watch {
    /// What to look at, and how often
    #[arg(value_name = "SOURCES")]
    pub(crate) sources: PathBuf,
    /// The desk's file; it is made where it does not exist
    #[arg(long, value_name = "FILE")]
    pub(crate) db: PathBuf,
    /// Look once at all that is due, then end
    #[arg(long)]
    pub(crate) once: bool,
    /// Look once, tell what would come, keep nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[cfg(feature = "watch")]
#[derive(Debug, Args)]
pub(crate) struct Sources {
    /// The file of sources
    #[arg(value_name = "SOURCES")]
    pub(crate) sources: PathBuf,
    /// The desk's file
    #[arg(long, value_name = "FILE")]
    pub(crate) db: PathBuf,
    /// Text for people or JSON for scripts
    #[arg(long, short, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json"])]
    pub(crate) format: String,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The desk's file
    #[arg(long, value_name = "FILE")]
    pub(crate) db: PathBuf,
    /// A head of the log from earlier, out of which today's must have grown
    #[arg(long, value_name = "FILE")]
    pub(crate) head: Option<PathBuf>,
    /// Text for people or JSON for scripts
    #[arg(long, short, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json"])]
    pub(crate) format: String,
}

#[derive(Debug, Args)]
pub(crate) struct Backup {
    /// The desk's file
    #[arg(long, value_name = "FILE")]
    pub(crate) db: PathBuf,
    /// The copy: a file that does not exist yet
    #[arg(value_name = "TO")]
    pub(crate) to: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The backup
    #[arg(value_name = "BACKUP")]
    pub(crate) from: PathBuf,
    /// The desk's file; where it exists it is kept under another name
    #[arg(long, value_name = "FILE")]
    pub(crate) db: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum EvidenceCommand {
    /// The head of the log: its lines, and the hash that stands for them
    Head {
        /// The desk's file
        #[arg(long, value_name = "FILE")]
        db: PathBuf,
    },
    /// A proof that a report, or a decision by # and its number, stands in the log
    Prove {
        /// The report's id, or #3
        #[arg(value_name = "ID")]
        id: String,
        /// The desk's file
        #[arg(long, value_name = "FILE")]
        db: PathBuf,
    },
    /// A proof that the log grew out of an earlier one by adding alone
    Grown {
        /// The earlier head
        #[arg(value_name = "HEAD")]
        head: PathBuf,
        /// The desk's file
        #[arg(long, value_name = "FILE")]
        db: PathBuf,
    },
    /// Have the time of today's head said by others, and ask again those who have not answered
    #[command(after_long_help = "\
Examples:
  firsthand evidence stamp --db desk.sqlite --tsa https://AUTHORITY/tsr
  firsthand evidence stamp --db desk.sqlite --calendar https://CALENDAR
  firsthand evidence stamp --db desk.sqlite             ask again what is still waiting

What is sent is the SHA-256 of the file that `firsthand evidence head` writes, and nothing else. Without a network it is kept and asked
for the next time.")]
    Stamp {
        /// The desk's file
        #[arg(long, value_name = "FILE")]
        db: PathBuf,
        /// A time-stamping authority (RFC 3161)
        #[arg(long, value_name = "URL")]
        tsa: Vec<String>,
        /// A calendar of OpenTimestamps
        #[arg(long, value_name = "URL")]
        calendar: Vec<String>,
        /// An address inside a network of one's own that may be asked all the same: IP:PORT
        #[arg(long, value_name = "IP:PORT")]
        allow: Vec<std::net::SocketAddr>,
        /// Root certificates of your own house to be believed besides Mozilla's, in PEM form
        #[arg(long, value_name = "FILE")]
        roots: Vec<PathBuf>,
        /// A page or mail address where whoever runs the service can reach you; it is sent along
        #[arg(long, value_name = "ADDRESS", default_value = "none given")]
        contact: String,
    },
    /// List time stamps; with a folder, write the files that `openssl ts -verify` and `ots verify` check
    Receipts {
        /// The desk's file
        #[arg(long, value_name = "FILE")]
        db: PathBuf,
        /// Write heads and receipts into this folder
        #[arg(long, short, value_name = "DIR")]
        output: Option<PathBuf>,
    },
    /// Check a proof; needs nothing but the file
    Verify {
        /// The proof
        #[arg(value_name = "PROOF")]
        proof: PathBuf,
        /// The head that was made known
        #[arg(long, value_name = "FILE")]
        head: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// Reports, or two JSON pictures
    #[arg(value_name = "PATH", required_unless_present = "db")]
    pub(crate) paths: Vec<PathBuf>,
    /// Keep reports in this file, and add to those that are in it
    #[arg(long, value_name = "FILE")]
    pub(crate) db: Option<PathBuf>,
    /// What became of each page that was changed after it was captured, claim by claim
    #[arg(long, requires = "db", conflicts_with_all = ["from", "to", "paths"])]
    pub(crate) revisions: bool,
    /// The earlier moment
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<model::Moment>,
    /// The later moment [default: everything known]
    #[arg(long, value_name = "TIME")]
    pub(crate) to: Option<model::Moment>,
    /// Text for people or JSON for scripts
    #[arg(long, short, value_name = "FORMAT", default_value = "text", value_parser = ["text", "json"])]
    pub(crate) format: String,
    /// Write to this file, whole or not at all, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Know {
    /// Compile a folder of tables (.tsv, .tsv.zst) into an image for --know
    Compile {
        /// The folder
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// The image
        #[arg(long, short, value_name = "FILE")]
        output: PathBuf,
    },
}
