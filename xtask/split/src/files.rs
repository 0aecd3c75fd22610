//! Which pieces are loaded together.
//!
//! Splitting makes a piece of each set of functions that the same pages need: 41 for eight pages of the shop, most of them
//! smaller than a request. Two pieces share a file where that costs the pages together less than another request does.

use std::collections::{BTreeMap, BTreeSet};

/// The bytes that a request is worth, of wasm as it is before it is compressed.
const REQUEST: usize = 8_000;

/// The pieces that each page needs, by its name.
pub type Pages = BTreeMap<String, Vec<String>>;

/// Pieces that are loaded together, and who needs any of them.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    pub pieces: Vec<String>,
    pub pages: BTreeSet<String>,
    bytes: usize,
}

impl File {
    /// What the pages pay for the file, in bytes.
    fn cost(&self) -> usize {
        (self.bytes + REQUEST) * self.pages.len()
    }

    fn with(&self, other: &Self) -> Self {
        Self {
            pieces: self.pieces.iter().chain(&other.pieces).cloned().collect(),
            pages: self.pages.union(&other.pages).cloned().collect(),
            bytes: self.bytes + other.bytes,
        }
    }
}

/// Puts pieces together, the two that save the most first, until nothing is saved.
pub fn of(pages: &Pages, size: impl Fn(&str) -> usize) -> Vec<File> {
    let mut files = alone(pages, size);
    while let Some((first, second)) = best(&files) {
        let other = files.remove(second);
        files[first] = files[first].with(&other);
    }
    files
}

/// Each piece in a file of its own.
fn alone(pages: &Pages, size: impl Fn(&str) -> usize) -> Vec<File> {
    let mut needed = BTreeMap::<&str, BTreeSet<String>>::new();
    for (page, pieces) in pages {
        for piece in pieces {
            needed.entry(piece).or_default().insert(page.clone());
        }
    }
    let files = needed.into_iter().map(|(piece, pages)| File {
        pieces: vec![piece.to_owned()],
        pages,
        bytes: size(piece),
    });
    files.collect()
}

/// The two files, the first of them first, that save the most as one.
fn best(files: &[File]) -> Option<(usize, usize)> {
    let pairs = (0..files.len()).flat_map(|second| (0..second).map(move |first| (first, second)));
    let saved = pairs.filter_map(|(first, second)| {
        let (one, other) = (&files[first], &files[second]);
        let saved = (one.cost() + other.cost()).checked_sub(one.with(other).cost())?;
        (saved > 0).then_some((saved, first, second))
    });
    saved.max().map(|(_, first, second)| (first, second))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(pages: &[(&str, &[&str])]) -> Pages {
        let owned = |pieces: &[&str]| pieces.iter().map(|piece| (*piece).to_owned()).collect();
        pages
            .iter()
            .map(|(page, pieces)| ((*page).to_owned(), owned(pieces)))
            .collect()
    }

    fn pieces(files: &[File]) -> Vec<Vec<&str>> {
        files
            .iter()
            .map(|file| file.pieces.iter().map(String::as_str).collect())
            .collect()
    }

    #[test]
    fn what_the_same_pages_need_is_one_file() {
        let files = of(&pages(&[("cart", &["a", "b"]), ("list", &["a", "b"])]), |_| 100_000);
        assert_eq!(pieces(&files), [["a", "b"]]);
    }

    #[test]
    fn a_small_piece_goes_with_one_that_somebody_else_needs_too() {
        let of_both = pages(&[("cart", &["cart", "both"]), ("list", &["both"])]);
        let small = |piece: &str| if piece == "cart" { 100 } else { 50_000 };
        assert_eq!(pieces(&of(&of_both, small)).len(), 1);
        let large = |_: &str| 50_000;
        assert_eq!(pieces(&of(&of_both, large)).len(), 2);
    }
}
