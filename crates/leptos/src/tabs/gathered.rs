//! What was told and is not yet acted upon.

use super::Stale;

/// From so many tags on everything is asked for again.
const MOST: usize = 64;

/// Gathers what is stale, so that many messages are one refresh.
#[derive(Debug, Default)]
pub(super) struct Gathered(Option<Stale>);

impl Gathered {
    /// Adds to it. Whether nothing was there before, and so somebody must act upon it later.
    pub(super) fn add(&mut self, stale: Stale) -> bool {
        let before = self.0.take();
        let is_first = before.is_none();
        self.0 = Some(match (before.unwrap_or_else(|| Some(Vec::new())), stale) {
            (Some(mut tags), Some(more)) => {
                for tag in more {
                    if !tags.contains(&tag) {
                        tags.push(tag);
                    }
                }
                (tags.len() <= MOST).then_some(tags)
            }
            _ => None,
        });
        is_first
    }

    /// All of it, and begins anew.
    pub(super) fn take(&mut self) -> Option<Stale> {
        self.0.take()
    }
}

#[cfg(test)]
mod tests {
    use leptos_actions_core::Tag;

    use super::*;

    fn tags(names: &[&str]) -> Stale {
        Some(names.iter().map(|name| Tag::name((*name).to_owned())).collect())
    }

    #[test]
    fn what_is_told_several_times_is_one_refresh() {
        let mut gathered = Gathered::default();
        assert_eq!(gathered.take(), None);
        assert!(gathered.add(tags(&["books"])), "the first is to be acted upon");
        assert!(!gathered.add(tags(&["carts", "books"])));
        assert_eq!(gathered.take(), Some(tags(&["books", "carts"])));
        assert!(gathered.add(tags(&["lists"])));
    }

    #[test]
    fn everything_stays_everything() {
        let mut gathered = Gathered::default();
        gathered.add(None);
        gathered.add(tags(&["books"]));
        assert_eq!(gathered.take(), Some(None));
        gathered.add(tags(&["books"]));
        gathered.add(None);
        assert_eq!(gathered.take(), Some(None));
    }

    #[test]
    fn a_flood_of_names_is_everything() {
        let mut gathered = Gathered::default();
        for number in 0..=MOST {
            gathered.add(tags(&[&number.to_string()]));
        }
        assert_eq!(gathered.take(), Some(None));
    }
}
