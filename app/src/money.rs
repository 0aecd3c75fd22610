//! Money, in whole cents.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount in euro cents. Prints as `€12.50`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(sqlx::Type), sqlx(transparent))]
pub struct Cents(pub i64);

impl Cents {
    #[must_use]
    pub const fn times(self, quantity: u32) -> Self {
        Self(self.0 * quantity as i64)
    }
}

impl std::iter::Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        Self(amounts.map(|amount| amount.0).sum())
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "€{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_has_two_decimals() {
        assert_eq!(Cents(5).to_string(), "€0.05");
        assert_eq!(Cents(123_450).to_string(), "€1234.50");
        assert_eq!([Cents(1050).times(3), Cents(1)].into_iter().sum::<Cents>(), Cents(3151));
    }
}
