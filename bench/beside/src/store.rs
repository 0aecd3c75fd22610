//! The server's data, in memory. Each page has its own, and each begins alike: `measure.mjs` knows how.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::data::{Cart, Likes, Line, PRODUCT, Review, Reviews, SHOWN};

/// One page's data. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Mutex<Data>>);

struct Data {
    likes: Likes,
    cart: Cart,
    /// The oldest first.
    reviews: Vec<Review>,
}

impl Default for Store {
    fn default() -> Self {
        let line = |product, title: &str, price, quantity| Line {
            product,
            title: title.into(),
            price,
            quantity,
        };
        let review = |id| Review {
            id,
            stars: 4,
            text: format!("Read it twice, and found something new each time ({id})."),
        };
        Self(Arc::new(Mutex::new(Data {
            likes: Likes { count: 41, mine: false },
            cart: Cart {
                lines: vec![
                    line(PRODUCT, "Emma", 1250, 1),
                    line(2, "Persuasion", 990, 2),
                    line(3, "Middlemarch", 1875, 1),
                ],
            },
            reviews: (1..=12).map(review).collect(),
        })))
    }
}

impl Store {
    pub fn likes(&self) -> Likes {
        self.data().likes
    }

    pub fn set_like(&self, liked: bool) {
        self.data().likes.set(liked);
    }

    pub fn cart(&self) -> Cart {
        self.data().cart.clone()
    }

    pub fn set_quantity(&self, product: u32, quantity: u32) {
        self.data().cart.set(product, quantity);
    }

    pub fn reviews(&self) -> Reviews {
        let reviews = &self.data().reviews;
        Reviews {
            count: reviews.len(),
            newest: reviews.iter().rev().take(SHOWN).cloned().collect(),
        }
    }

    pub fn add_review(&self, stars: u8, text: String) {
        let reviews = &mut self.data().reviews;
        let id = reviews.last().map_or(1, |last| last.id + 1);
        reviews.push(Review { id, stars, text });
    }

    /// Nothing is left half done by a panic: each change is one statement.
    fn data(&self) -> MutexGuard<'_, Data> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
