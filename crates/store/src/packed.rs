//! Packing: captures as plain zlib, readings as zlib that knows beforehand what every reading says.
//!
//! Key decision: a reading is JSON under its packing, so that any zlib and the dictionary below are
//! enough to read it. What all readings have in common - names of fields, words of the contract - stands in that dictionary (RFC 1950),
//! which counts most where texts are short. Every packed reading carries the dictionary's checksum: with another one it is refused, not misread.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

/// What stands in nearly every reading, the most common last. Never to be changed: files hold readings that were packed with it.
const READING: &str = concat!(
    r#"{"lang":"en","sentences":[{"start":0,"end":1"office_issues":[{"person":"","role":"president","held_from":"","#,
    r#""held_to":"","current_holder":"minister"code":"bad-date","note":"","at":null,"report":""uncertain":true,"#,
    r#""pages":"lang":"ar"lang":"fr"lang":"es"lang":"ru"lang":"uk"lang":"tr"type":"DURATION","value":"P1"type":"SET"#,
    r#""type":"TIME","value":"PRESENT_REF"PAST_REF"FUTURE_REFXXXX-W"kind":"belief"kind":"general"kind":"rating"#,
    r#""kind":"hearsay"kind":"possible"kind":"metonymic"kind":"demonym"kind":"modifier"op":"at_most"op":"more_than""#,
    r#"op":"less_than"op":"range"op":"about"op":"at_least"change":"up"change":"down","vague":true"increment":true"#,
    r#""part":true"of":"percentage"US dollar"year"day"hour"kind":"political_party"kind":"armed_group"kind":""#,
    r#"armed_forces"kind":"agency"kind":"office"kind":"court"kind":"police"kind":"company"kind":"role"kind":"media""#,
    r#"kind":"organisation"kind":"government"kind":"ministry"kind":"person"feature":"country"feature":"admin1""#,
    r#"feature":"town"feature":"city"cue_kind":"deny"cue_kind":"estimate"cue_kind":"warn"cue_kind":"accuse"cue_kind"#,
    r#"":"confirm"cue_kind":"hearsay"cue_kind":"call"speaker_kind":"media"speaker_kind":"institution"speaker_kind":"#,
    r#""anonymous"according_to"direct":true"kind":"attack"kind":"flood"kind":"escape"kind":"arrest"kind":"killing""#,
    r#"slot":"killed"slot":"injured"slot":"displaced"slot":"escaped"slot":"control"slot":"responsibility"slot":""#,
    r#"detained"slot":"evacuated"slot":"demand"slot":"warning"slot":"denial"slot":"cause"slot":"agreement"stance":"#,
    r#""reported"stance":"estimated"stance":"denied"stance":"forecast"stance":"unverified"flags":["headline",""#,
    r#"no_number","background"],"scope":""}],"hedges":[{"start":1,"end":1,"text":"","kind":"vague"}],"uncertain"#,
    r#"":false,"claims":[{"id":"c","report":"","event":null,"slot":"other_count","counted":null,"scope":null,"value"#,
    r#"":{"op":"exact","lo":1,"hi":1,"unit":null,"text":""},"speaker":{"text":null,"kind":"none","name":null},""#,
    r#"relayed_by":[],"stance":"asserted","as_of":"2026-0","evidence":{"text":"","start":1,"end":1,"in":"body"},""#,
    r#"origin":null,"at":{"start":1,"end":1},"rule":"conflict/disaster/detention/","steps":["","flags":["}],"#,
    r#""issues":[]}"times":[{"start":2,"end":2,"text":"","type":"DATE","value":"2026-0"},"actors":[{"start":2,"end""#,
    r#":2,"text":"","kind":"person","id":null,"name":null},"places":[{"start":1,"end":1,"text":"","kind":"literal","#,
    r#""name":null,"geonames_id":null,"lat":null,"lon":null,"admin1":null,"country":null,"precision_m":null,"#,
    r#""feature":"unknown","key":null},"attributions":[{"source":{"start":1,"end":1},"cue":{"start":1,"end":1},"#,
    r#""content":{"start":1,"end":1},"speaker_kind":"named_official","direct":false,"name":"","relays":[],"#,
    r#""cue_lemma":"say","cue_kind":"say"},"quantities":[{"start":1,"end":1,"text":"1","op":"exact","lo":1,"hi":1,"#,
    r#""unit":null,"counted":null,"of":null,"vague":false,"increment":false,"change":null,"part":false,"figure":{"#,
    r#""start":1,"end":1}},"events":[{"start":1,"end":1,"text":"were","kind":"other","factuality":3.0,"polarity":"#,
    r#""negative"},{"start":2,"end":2,"text":"said","kind":"other","factuality":2.1,"polarity":"positive"},{"start""#,
    r#":3,"end":3,"text":""#,
);

/// Bytes of a reading at most. The longest text that is read gives less; a file that was tampered with must not fill the memory.
pub(crate) const LARGEST: usize = 128 << 20;
/// Pages are packed to a fifth; the fast levels cost a tenth of the time that reading the page does.
const PAGES: u32 = 3;
/// A reading has a fifth of a page's bytes, and is looked at more often than the page.
const READINGS: u32 = 6;

/// Packs one thing after another: making what packing needs costs more than packing a page.
pub(crate) struct Packer {
    pages: Compress,
    readings: Compress,
}

impl std::fmt::Debug for Packer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Packer")
    }
}

impl Packer {
    pub(crate) fn new() -> Self {
        Self {
            pages: Compress::new(Compression::new(PAGES), true),
            readings: Compress::new(Compression::new(READINGS), true),
        }
    }

    /// Bytes of a capture.
    pub(crate) fn page(&mut self, bytes: &[u8]) -> Result<Vec<u8>, String> {
        self.pages.reset();
        all(&mut self.pages, bytes)
    }

    /// A reading's JSON.
    pub(crate) fn reading(&mut self, json: &[u8]) -> Result<Vec<u8>, String> {
        self.readings.reset();
        self.readings.set_dictionary(READING.as_bytes()).map_err(|e| e.to_string())?;
        all(&mut self.readings, json)
    }
}

fn all(with: &mut Compress, bytes: &[u8]) -> Result<Vec<u8>, String> {
    // Most things come out smaller than this in one go.
    let mut out = Vec::with_capacity(bytes.len() / 3 + 128);
    loop {
        let done = usize::try_from(with.total_in()).unwrap_or(usize::MAX);
        let rest = bytes.get(done..).unwrap_or(&[]);
        match with.compress_vec(rest, &mut out, FlushCompress::Finish).map_err(|e| e.to_string())? {
            Status::StreamEnd => return Ok(out),
            Status::Ok | Status::BufError => out.reserve(out.capacity()),
        }
    }
}

/// A reading's JSON again; no more than [`LARGEST`] bytes of it, whatever became of the file.
pub(crate) fn unpack_reading(packed: &[u8]) -> Result<Vec<u8>, String> {
    let mut with = Decompress::new(true);
    let mut out: Vec<u8> = Vec::with_capacity((packed.len() * 6 + 128).min(LARGEST));
    loop {
        let done = usize::try_from(with.total_in()).unwrap_or(usize::MAX);
        let (before, room) = ((with.total_in(), out.len()), out.capacity() > out.len());
        match with.decompress_vec(packed.get(done..).unwrap_or(&[]), &mut out, FlushDecompress::None) {
            Ok(Status::StreamEnd) => return Ok(out),
            Ok(_) if out.len() >= LARGEST => return Err(format!("it is longer than {LARGEST} bytes")),
            Ok(_) if room && before == (with.total_in(), out.len()) => return Err("it breaks off".to_owned()),
            Ok(_) if out.len() == out.capacity() => out.reserve_exact(out.capacity().min(LARGEST - out.len())),
            Ok(_) => {}
            Err(e) if e.needs_dictionary().is_some() => {
                with.set_dictionary(READING.as_bytes()).map_err(|_| "a newer firsthand packed it".to_owned())?;
            }
            Err(e) => return Err(e.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use flate2::{Compression, read::ZlibDecoder, write::ZlibEncoder};

    use super::{LARGEST, Packer, READING, unpack_reading};

    #[test]
    fn the_dictionary_is_the_one_that_files_were_packed_with() {
        let (a, b) = READING.bytes().fold((1u32, 0u32), |(a, b), x| {
            let a = (a + u32::from(x)) % 65_521;
            (a, (b + a) % 65_521)
        });
        assert_eq!(b << 16 | a, 0x46960202, "never change it: make another beside it");
    }

    #[test]
    fn what_was_packed_comes_out_again_one_after_another() {
        let mut packer = Packer::new();
        let mut noise = 1u32;
        let mut random = |n: usize| -> Vec<u8> {
            (0..n)
                .map(|_| {
                    noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    noise.to_be_bytes()[0]
                })
                .collect()
        };
        let texts = [
            Vec::new(),
            b"{}".to_vec(),
            READING.repeat(40).into_bytes(),
            random(5),
            random(100_000),
            vec![7; 3_000_000],
        ];
        for t in texts.iter().chain(&texts) {
            assert!(unpack_reading(&packer.reading(t).unwrap()).unwrap() == *t);
            let mut page = Vec::new();
            ZlibDecoder::new(packer.page(t).unwrap().as_slice()).read_to_end(&mut page).unwrap();
            assert!(page == *t);
        }
    }

    #[test]
    fn what_no_packer_made_is_refused() {
        let whole = Packer::new().reading(READING.as_bytes()).unwrap();
        for cut in 0..whole.len() {
            assert!(unpack_reading(&whole[..cut]).is_err(), "cut at {cut}");
            let mut bent = whole.clone();
            bent[cut] ^= 0x55;
            let _ = unpack_reading(&bent);
        }
        let mut other = whole;
        other[3] ^= 1;
        assert!(unpack_reading(&other).is_err(), "packed with another dictionary");
        let mut bomb = ZlibEncoder::new(Vec::new(), Compression::fast());
        for _ in 0..=LARGEST >> 20 {
            bomb.write_all(&[b' '; 1 << 20]).unwrap();
        }
        assert!(unpack_reading(&bomb.finish().unwrap()).unwrap_err().contains("longer"));
    }
}
