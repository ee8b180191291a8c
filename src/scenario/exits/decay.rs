//! How effects fade.

use crate::parameter::Quantity;
use crate::scenario::file::numbers::ranges::TIME;
use crate::scenario::file::{Keys, Node, Reader, Value};

/// How long an effect lasts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Decay {
    /// For good.
    Never,
    /// Its logarithm halves in this time \[years\].
    HalfLife(Quantity),
    /// Whole for this long \[years\], then gone.
    Window(f64),
}

impl Reader {
    /// How the effect fades whose half-life a key must give.
    pub fn decay(&mut self, keys: Keys<'_>, key: &str) -> Decay {
        self.required(keys, key).map_or(Decay::Never, |node| self.half_life(node))
    }

    /// `"never"`, a duration, or a distribution of durations.
    pub fn half_life(&mut self, node: &Node) -> Decay {
        match &node.value {
            Value::Text(text) if text == "never" => Decay::Never,
            _ => Decay::HalfLife(self.quantity_of(node, &TIME)),
        }
    }
}
