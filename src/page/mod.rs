//! One page that shows results: a director's first page, figures with their tables, and what all of it rests on.
//!
//! It is made of the files of result folders alone ([`results`]): nothing is estimated here. A figure ([`figure`]) has a title that says what
//! was found, a drawing ([`chart`]), a table of every number that is drawn, and the file that holds them. The page is HTML that loads nothing
//! and reads without scripts ([`document`]).

pub mod chart;
pub mod charts;
mod compared;
pub mod document;
pub mod figure;
pub mod figures;
mod money;
pub mod results;
mod words;
