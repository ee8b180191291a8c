//! From the bytes of a file to its text, or to what kind of file it seems to be.

use std::sync::Arc;

use encoding_rs::{Encoding, UTF_8};

use crate::diagnostic::{Diagnostic, Place, Source, composed};

/// How files begin that are no text, or not the text that is wanted: what to call them, and what to do.
const KINDS: [(&[u8], &str, &str); 9] = [
    (b"PK\x03\x04", "an Excel workbook or another zip archive", SAVE_AS_CSV),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook or another Office document", SAVE_AS_CSV),
    (b"\x1f\x8b", "compressed (gzip)", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "compressed (zstd)", "unpack it first"),
    (b"%PDF", "a PDF", "it needs the numbers behind it, as CSV"),
    (b"PAR1", "a Parquet file", SAVE_AS_CSV),
    (b"SQLite format 3", "an SQLite database", SAVE_AS_CSV),
    (b"<!doctype html", "a web page", WEB_PAGE),
    (b"<html", "a web page", WEB_PAGE),
];
/// What to do about a file of a scenario that is not UTF-8.
pub(in crate::scenario) const SAVE_AS_UTF_8: &str = "save it as UTF-8 (in Excel: \"CSV UTF-8\")";
const SAVE_AS_CSV: &str = "save the table as CSV (in Excel: \"CSV UTF-8\") and name that file";
const WEB_PAGE: &str = "what was downloaded is the page about the file, perhaps one to log in; download the file itself";

/// The text of a file: UTF-8 without its byte-order mark, free of NUL bytes, in composed form. Where it is none, a line of it is shown only
/// if what can be read of it, as far as it is UTF-8, is of the kind that is wanted (`is_of_kind`): a path may lead to any file.
pub(in crate::scenario) fn decoded(
    order: usize,
    name: &str,
    bytes: Vec<u8>,
    is_table: bool,
    advice: &str,
    is_of_kind: impl FnOnce(&str) -> bool,
) -> Result<Arc<Source>, Diagnostic> {
    if let Some((what, help)) = kind_of(&bytes) {
        return Err(Diagnostic::error(format!("the file is {what}, not text")).at(&nothing_of(order, name)).help(help));
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let is_shown = is_of_kind(&String::from_utf8_lossy(error.as_bytes()).replace('\0', ""));
            return Err(not_utf8(order, name, &error, advice, is_shown));
        }
    };
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    let nul = text.find('\0');
    let text = composed(&text).into_owned();
    let is_shown = nul.is_none() || is_of_kind(&text.replace('\0', ""));
    let source = if is_table { Source::table(order, name, text) } else { Source::file(order, name, text) };
    let Some(at) = nul else { return Ok(source) };
    let every_other = source.text().bytes().filter(|&byte| byte == 0).count() * 3 > source.text().len();
    let help = if every_other { "it seems to be UTF-16 or UTF-32; save it as UTF-8" } else { "save the file as UTF-8" };
    let diagnostic = Diagnostic::error("the file holds a NUL byte");
    if !is_shown {
        return Err(hidden(diagnostic, help, &nothing_of(order, name)));
    }
    Err(diagnostic.at(&Place::new(&source, at..at + 1)).label("this byte is no text").help(help))
}

/// The bytes of a text in UTF-8, from the encoding that its byte-order mark tells, else from the one that is asked for.
pub(in crate::scenario) fn recoded(bytes: Vec<u8>, asked: Option<&'static Encoding>) -> Result<Vec<u8>, Diagnostic> {
    let marked = Encoding::for_bom(&bytes).map(|(encoding, _)| encoding);
    let Some(encoding) = marked.or(asked).filter(|&encoding| encoding != UTF_8 && !is_no_text(&bytes)) else { return Ok(bytes) };
    if marked.is_none() && !bytes.is_ascii() && std::str::from_utf8(&bytes).is_ok() {
        let message = format!("the file is UTF-8, not {}", encoding.name());
        return Err(Diagnostic::error(message).help("leave --encoding away"));
    }
    let (text, has_errors) = encoding.decode_with_bom_removal(&bytes);
    if has_errors {
        let message = format!("the file is not {} throughout", encoding.name());
        return Err(Diagnostic::error(message).help("save it as UTF-8, or give --encoding that it has, such as windows-1250"));
    }
    Ok(text.into_owned().into_bytes())
}

/// The place of a file of which nothing is shown.
fn nothing_of(order: usize, name: &str) -> Place {
    Place::new(&Source::file(order, name, ""), 0..0)
}

/// What is said of a file that may be another: what is wrong, and nothing of what stands there.
fn hidden(diagnostic: Diagnostic, help: &str, place: &Place) -> Diagnostic {
    diagnostic.at(place).help(format!("{help}; nothing of the file is shown here, since it may be another"))
}

/// Whether a file seems to be no text: of such a one nothing is shown.
pub(in crate::scenario) fn is_no_text(bytes: &[u8]) -> bool {
    kind_of(bytes).is_some()
}

/// What a file seems to be that is no text to read, and what to do about it.
fn kind_of(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let start: Vec<u8> = bytes.trim_ascii_start().iter().take(16).map(u8::to_ascii_lowercase).collect();
    let begins = |known: &[u8]| bytes.starts_with(known) || known.starts_with(b"<") && start.starts_with(known);
    KINDS.iter().find(|(known, ..)| begins(known)).map(|&(_, what, help)| (what, help))
}

/// Says that a file is not UTF-8, and marks the first byte for which it is none where the file may be shown.
fn not_utf8(order: usize, name: &str, error: &std::string::FromUtf8Error, advice: &str, is_shown: bool) -> Diagnostic {
    let at = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let byte = bytes.get(at).copied().unwrap_or_default();
    let diagnostic = Diagnostic::error("the file is not UTF-8");
    let guess = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => format!("it seems to be UTF-16; {advice}"),
        _ if is_letter_of_latin_1(byte) && is_shown => {
            format!("it seems to be Latin-1 or Windows-1252, where this byte is {}; {advice}", char::from(byte))
        }
        _ => advice.to_owned(),
    };
    if !is_shown {
        return hidden(diagnostic, &guess, &nothing_of(order, name));
    }
    // The bytes before are valid, so that the place is the same in the text where the others have been replaced.
    let source = Source::file(order, name, String::from_utf8_lossy(bytes));
    diagnostic.at(&Place::new(&source, at..at + '\u{fffd}'.len_utf8())).label(format!("byte 0x{byte:02x}")).help(guess)
}

/// Whether a byte is a letter with an accent in Latin-1.
fn is_letter_of_latin_1(byte: u8) -> bool {
    byte >= 0xc0 && byte != 0xd7 && byte != 0xf7
}
