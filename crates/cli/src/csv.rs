//! Writes lines of CSV (RFC 4180) for spreadsheets and databases.

use crate::escape;

/// Returns a line with a line end.
pub(crate) fn line(fields: &[&str]) -> String {
    fields.iter().map(|text| field(text)).collect::<Vec<_>>().join(",") + "\n"
}

/// Escapes a field. A spreadsheet would compute one that starts with `=`, so it gets an apostrophe.
fn field(text: &str) -> String {
    let text = escape::line(text);
    let is_formula = text.starts_with(['=', '+', '-']) || (text.starts_with('@') && text.contains(['(', '|', '!']));
    let text = if is_formula { format!("'{text}") } else { text.into_owned() };
    if text.contains([',', '"']) || text.trim() != text { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn fields_are_literal() {
        assert_eq!(line(&["plain", "a,b"]), "plain,\"a,b\"\n");
        assert_eq!(line(&["say \"hi\""]), "\"say \"\"hi\"\"\"\n");
        assert_eq!(line(&["a\nb"]), "a\\nb\n");
        assert_eq!(line(&["=HYPERLINK(1)"]), "'=HYPERLINK(1)\n");
        assert!(!line(&["::error::x", "##vso[x]"]).starts_with("::"));
        assert!(!line(&["##vso[x]"]).contains("##vso["));
    }
}
