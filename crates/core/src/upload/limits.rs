//! What a file field takes, and the checks of it.

use std::marker::PhantomData;

use crate::{
    fields::{FieldError, FieldErrors},
    upload::Upload,
};

/// The largest file where nothing is said.
const MAX_SIZE: u64 = 2 << 20;
/// The most files of a list where nothing is said.
const COUNT: usize = 10;
/// The most characters of a file's name that a message repeats.
const NAME: usize = 60;

/// What a file field takes: constant data, from the type of the parameter and its `#[form(..)]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileMeta {
    /// Whether there must be a file.
    pub required: bool,
    /// Whether it is a list.
    pub is_list: bool,
    /// The most files: one, or ten for a list.
    pub count: usize,
    /// The most bytes of one file: 2 MiB.
    pub max_size: u64,
    /// The declared types that are taken, such as `image/png` or `image/*`; any if there are none.
    pub types: &'static [&'static str],
}

impl FileMeta {
    const fn new(required: bool, is_list: bool) -> Self {
        Self {
            required,
            is_list,
            count: if is_list { COUNT } else { 1 },
            max_size: MAX_SIZE,
            types: &[],
        }
    }

    /// With other bounds, where they are given.
    ///
    /// # Panics
    /// When several files are allowed where the type holds one: while the program is compiled.
    #[must_use]
    pub const fn with(mut self, max_size: Option<u64>, types: &'static [&'static str], count: Option<usize>) -> Self {
        if let Some(max_size) = max_size {
            self.max_size = max_size;
        }
        if let Some(count) = count {
            assert!(
                self.is_list || count == 1,
                "several files are a list: take `Vec<Upload>`"
            );
            self.count = count;
        }
        self.types = types;
        self
    }

    /// For the attribute `accept` of an `<input type="file">`; empty if every type is taken.
    #[must_use]
    pub fn accept(&self) -> String {
        self.types.join(",")
    }

    /// The most bytes of all its files.
    #[must_use]
    pub const fn most(&self) -> u64 {
        self.max_size.saturating_mul(self.count as u64)
    }

    /// What is wrong with a file of this declared type.
    #[must_use]
    pub fn refuse_type(&self, name: &str, content_type: &str) -> Option<FieldError> {
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        let fits = |taken: &&str| match taken.strip_suffix('*') {
            Some(family) => essence
                .get(..family.len())
                .is_some_and(|it| it.eq_ignore_ascii_case(family)),
            None => essence.eq_ignore_ascii_case(taken),
        };
        let is_taken = self.types.is_empty() || self.types.iter().any(fits);
        (!is_taken).then(|| {
            let error = FieldError::new("wrong_type").with("types", self.types.join(", "));
            error.with("file", shown(name))
        })
    }

    /// What is wrong with a file of this size, in bytes.
    #[must_use]
    pub fn refuse_size(&self, name: &str, size: u64) -> Option<FieldError> {
        (size > self.max_size).then(|| {
            let error = FieldError::new("too_large").with("max", self.max_size);
            error.with("limit", amount(self.max_size)).with("file", shown(name))
        })
    }

    /// What is wrong with a file that a browser cannot read, or cannot read any more.
    #[must_use]
    pub fn refuse_unreadable(name: &str) -> FieldError {
        FieldError::new("unreadable").with("file", shown(name))
    }

    /// What is wrong with so many files.
    #[must_use]
    pub fn refuse_count(&self, count: usize) -> Option<FieldError> {
        if count == 0 && self.required {
            return Some(FieldError::new("no_file"));
        }
        (count > self.count).then(|| FieldError::new("too_many_files").with("max", self.count))
    }
}

/// A name for a message: short, and without what could turn the text around it.
fn shown(name: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let plain = name.chars().filter(|c| !c.is_control() && !turns(*c));
    plain.take(NAME).collect()
}

/// A size for people: exact, in the largest unit that is.
fn amount(bytes: u64) -> String {
    const UNITS: [(u64, &str); 4] = [(1 << 20, " MiB"), (1_000_000, " MB"), (1 << 10, " KiB"), (1_000, " kB")];
    let fits = |(unit, _): &&(u64, &str)| bytes > 0 && bytes.is_multiple_of(*unit);
    let (unit, name) = UNITS.iter().find(fits).unwrap_or(&(1, " bytes"));
    [&(bytes / unit).to_string(), *name].concat()
}

/// A type that holds the files of one field. Implemented for `Upload`, `Option<Upload>` and `Vec<Upload>`; a newtype of
/// your own may implement it too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` holds no files",
    label = "`max_size`, `types` and `count` are for files",
    note = "take `Upload`, `Option<Upload>` or `Vec<Upload>`"
)]
pub trait FileField {
    /// What it takes where nothing else is said.
    const META: FileMeta;

    /// The files.
    fn uploads(&self) -> &[Upload];
}

impl FileField for Upload {
    const META: FileMeta = FileMeta::new(true, false);

    fn uploads(&self) -> &[Upload] {
        std::slice::from_ref(self)
    }
}

impl FileField for Option<Upload> {
    const META: FileMeta = FileMeta::new(false, false);

    fn uploads(&self) -> &[Upload] {
        self.as_slice()
    }
}

impl FileField for Vec<Upload> {
    const META: FileMeta = FileMeta::new(false, true);

    fn uploads(&self) -> &[Upload] {
        self
    }
}

/// Asks the compiler whether a type holds files: [`NoFileField`] answers for those that do not. For the macros.
///
/// ```
/// use leptos_actions_core::upload::{FileProbe, NoFileField as _, Upload};
///
/// type Pages = Vec<Upload>;
/// const PAGES: bool = FileProbe::<Pages>::META.is_some();
/// const TITLE: bool = FileProbe::<String>::META.is_some();
/// assert!(PAGES && !TITLE);
/// ```
#[derive(Debug)]
pub struct FileProbe<T>(PhantomData<T>);

impl<T: FileField> FileProbe<T> {
    /// What it takes.
    pub const META: Option<FileMeta> = Some(T::META);
}

/// A type that holds no files, as long as nothing else is known.
pub trait NoFileField {
    /// Nothing.
    const META: Option<FileMeta> = None;
}

impl<T> NoFileField for FileProbe<T> {}

/// The rules of a file field. Files of a form have passed them on their way; those of a direct call have not.
pub fn check_files<T: FileField>(issues: &mut FieldErrors, field: &'static str, value: &T, meta: Option<FileMeta>) {
    let (Some(meta), uploads) = (meta, value.uploads()) else {
        return;
    };
    let each = uploads.iter().find_map(|upload| {
        let wrong_type = meta.refuse_type(upload.name(), upload.content_type());
        wrong_type.or_else(|| meta.refuse_size(upload.name(), upload.size()))
    });
    if let Some(error) = meta.refuse_count(uploads.len()).or(each) {
        issues.add(field, error);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURES: FileMeta = FileMeta::new(false, true).with(Some(3), &["image/png", "text/*"], Some(2));

    fn codes(uploads: Vec<Upload>) -> Vec<String> {
        let mut issues = FieldErrors::new();
        check_files(&mut issues, "f", &uploads, Some(PICTURES));
        issues.iter().map(|(_, error)| error.code().to_owned()).collect()
    }

    fn upload(content_type: &str, size: usize) -> Upload {
        Upload::from_bytes("a", content_type, vec![0; size])
    }

    #[test]
    fn a_size_may_be_as_large_as_the_limit_and_no_larger() {
        assert!(codes(vec![upload("image/png", 3)]).is_empty());
        assert_eq!(codes(vec![upload("image/png", 4)]), ["too_large"]);
    }

    #[test]
    fn a_declared_type_is_compared_without_its_parameters_and_capitals() {
        for fits in ["image/png", "IMAGE/PNG", "image/png; q=1", "text/plain", "Text/x"] {
            assert!(codes(vec![upload(fits, 1)]).is_empty(), "{fits}");
        }
        for differs in ["", "image/jpeg", "image/pngs", "image", "texts/x", "žluť/x"] {
            assert_eq!(codes(vec![upload(differs, 1)]), ["wrong_type"], "{differs}");
        }
    }

    #[test]
    fn files_are_counted() {
        assert!(codes(vec![]).is_empty());
        assert!(codes(vec![upload("text/x", 1); 2]).is_empty());
        assert_eq!(codes(vec![upload("text/x", 1); 3]), ["too_many_files"]);
        assert_eq!(Upload::META.refuse_count(0).unwrap().code(), "no_file");
    }

    #[test]
    fn a_message_names_the_file_and_cannot_be_turned_around_by_it() {
        let name = "a\u{202e}gnp.exe\n".to_owned() + &"x".repeat(200);
        let error = PICTURES.refuse_size(&name, 9).unwrap();
        let file = error.param("file").unwrap();
        assert!(file.starts_with("agnp.exex") && file.chars().count() == 60, "{file}");
        assert!(
            error.message().contains(file) && error.message().contains("3 bytes"),
            "{}",
            error.message()
        );
    }

    #[test]
    #[should_panic(expected = "take `Vec<Upload>`")]
    fn several_files_are_a_list() {
        let _ = Upload::META.with(None, &[], Some(2));
    }

    #[test]
    fn sizes_are_told_exactly() {
        let told = [2 << 20, 2_000_000, 10 << 10, 5_000, 1_023, 1 << 30].map(amount);
        assert_eq!(told, ["2 MiB", "2 MB", "10 KiB", "5 kB", "1023 bytes", "1024 MiB"]);
    }
}
