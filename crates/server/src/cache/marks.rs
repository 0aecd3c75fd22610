//! By what a kept value is found when it is to be expired.

use leptos_actions_core::Tag;

/// The most pages that are remembered for a value. One that is used on more is meant by every path.
const MOST_PATHS: usize = 32;
/// The most tags that a value has, with those of everything that was read for it. One with more is meant by every tag.
const MOST_TAGS: usize = 64;

/// The tags of a value: those of its query, of what was read for it, and the paths of pages that used it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    tags: Vec<Tag>,
    paths: usize,
    size: u64,
    pub(super) any: bool,
    pub(super) any_path: bool,
}

impl Marks {
    pub(super) fn add(&mut self, tag: Tag) {
        if self.tags.contains(&tag) {
            return;
        }
        let is_path = matches!(tag, Tag::Path(_));
        if is_path && self.paths == MOST_PATHS {
            self.any_path = true;
        } else if !is_path && self.tags.len() - self.paths == MOST_TAGS {
            self.any = true;
        } else {
            self.paths += usize::from(is_path);
            self.size += size(&tag);
            self.tags.push(tag);
        }
    }

    /// Those of another value that was read for this one. Which page used that one says nothing of this.
    pub(super) fn join(&mut self, other: &Self) {
        self.any |= other.any;
        for tag in other.iter().filter(|tag| !matches!(tag, Tag::Path(_))) {
            self.add(tag.clone());
        }
    }

    pub(super) fn has(&self, tag: &Tag) -> bool {
        self.any || (self.any_path && matches!(tag, Tag::Path(_))) || self.tags.contains(tag)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Tag> {
        self.tags.iter()
    }

    /// What they take, in bytes, about.
    pub(super) const fn size(&self) -> u64 {
        self.size
    }
}

/// Each is there twice: with its value, and where it is looked for.
fn size(tag: &Tag) -> u64 {
    let length = match tag {
        Tag::Query(text) | Tag::Name(text) | Tag::Path(text) => text.len(),
        Tag::Instance(name, arguments) => name.len() + arguments.len(),
        _ => 0,
    };
    2 * (length as u64 + 64)
}
