//! What both pages show.

use serde::{Deserialize, Serialize};

/// The product whose quantity can be changed.
pub const PRODUCT: u32 = 1;
/// So many reviews are shown.
pub const SHOWN: usize = 10;

/// How many like the product, and whether the visitor does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Likes {
    /// All of them.
    pub count: u32,
    /// The visitor.
    pub mine: bool,
}

impl Likes {
    /// What becomes of it when the visitor says so.
    pub fn set(&mut self, liked: bool) {
        match (self.mine, liked) {
            (false, true) => self.count += 1,
            (true, false) => self.count -= 1,
            _ => {}
        }
        self.mine = liked;
    }
}

/// A product in the cart; its price is in cents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Which.
    pub product: u32,
    /// What it is called.
    pub title: String,
    /// What one costs.
    pub price: u32,
    /// How many.
    pub quantity: u32,
}

/// What is in the cart.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cart {
    /// One for each product.
    pub lines: Vec<Line>,
}

impl Cart {
    /// Sets the quantity of a product that is there.
    pub fn set(&mut self, product: u32, quantity: u32) {
        let mine = self.lines.iter_mut().filter(|line| line.product == product);
        mine.for_each(|line| line.quantity = quantity);
    }

    /// How many of a product are there.
    #[must_use]
    pub fn quantity(&self, product: u32) -> u32 {
        let mine = self.lines.iter().filter(|line| line.product == product);
        mine.map(|line| line.quantity).sum()
    }

    /// How many things there are.
    #[must_use]
    pub fn count(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity).sum()
    }

    /// What they cost, in cents.
    #[must_use]
    pub fn total(&self) -> u32 {
        self.lines.iter().map(|line| line.price * line.quantity).sum()
    }
}

/// A review.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// Its number, from 1.
    pub id: u32,
    /// From 1 to 5.
    pub stars: u8,
    /// What it says.
    pub text: String,
}

/// The newest reviews, the newest first, and how many there are in all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reviews {
    /// All of them.
    pub count: usize,
    /// Those that are shown.
    pub newest: Vec<Review>,
}
