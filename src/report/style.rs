//! The few styles of a terminal: the answer stands out, headings and legends step back. Nothing else changes with them.

use anstyle::Style;

/// What the parts of a report look like.
pub(super) struct Styles {
    strong: Style,
    heading: Style,
    faint: Style,
}

impl Styles {
    pub fn new(color: bool) -> Self {
        let style = Style::new();
        if color {
            Self { strong: style.bold(), heading: style.underline(), faint: style.dimmed() }
        } else {
            Self { strong: style, heading: style, faint: style }
        }
    }

    pub fn strong(&self, text: &str) -> String {
        painted(self.strong, text)
    }

    pub fn heading(&self, text: &str) -> String {
        let indent = text.len() - text.trim_start().len();
        format!("{}{}", &text[..indent], painted(self.heading, text.trim_start()))
    }

    pub fn faint(&self, text: &str) -> String {
        let indent = text.len() - text.trim_start().len();
        format!("{}{}", &text[..indent], painted(self.faint, text.trim_start()))
    }
}

fn painted(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
