//! Several modules in one file, and what loads them.
//!
//! A file is an empty module whose custom sections hold the pieces. So it is wasm to a server, to a compressor and to the
//! `<link rel="preload">` that Leptos writes, and a browser compiles it as it arrives.

use std::fmt::Write;
use std::path::Path;
use std::{fs, io};

use anyhow::{Context, Result};

use crate::files::{self, File, Pages};
use crate::{LIST, LOADER};

/// The name of the sections.
const SECTION: &str = "part";
/// The start of any module.
const HEADER: &[u8] = b"\0asm\x01\0\0\0";

/// Replaces the pieces in a folder by files, and tells the loader and the list of them.
pub fn pack(folder: &Path) -> Result<()> {
    let (loader, list) = (folder.join(LOADER), folder.join(LIST));
    let pages: Pages = serde_json::from_slice(&fs::read(&list)?).context("reading the list")?;
    let path = |piece: &str| folder.join(format!("{piece}.wasm"));
    let size = |piece: &str| fs::metadata(path(piece)).map_or(0, |file| usize::try_from(file.len()).unwrap_or(0));
    let files = files::of(&pages, size);
    for (number, file) in files.iter().enumerate() {
        let pieces: io::Result<Vec<_>> = file.pieces.iter().map(|piece| fs::read(path(piece))).collect();
        fs::write(path(&name(number)), module_of(&pieces.context("reading the pieces")?))?;
    }
    for piece in files.iter().flat_map(|file| &file.pieces) {
        fs::remove_file(path(piece))?;
    }
    let script = script(&fs::read_to_string(&loader)?, &pages, &files)?;
    fs::write(loader, script)?;
    Ok(fs::write(list, serde_json::to_string(&listed(&pages, &files))?)?)
}

fn name(number: usize) -> String {
    format!("part_{number}")
}

/// A module without anything but its pieces.
fn module_of(pieces: &[Vec<u8>]) -> Vec<u8> {
    let mut module = HEADER.to_vec();
    for piece in pieces {
        let mut section = Vec::new();
        push_length(&mut section, SECTION.len());
        section.extend_from_slice(SECTION.as_bytes());
        section.extend_from_slice(piece);
        module.push(0);
        push_length(&mut module, section.len());
        module.extend_from_slice(&section);
    }
    module
}

/// Appends a number as LEB128.
fn push_length(bytes: &mut Vec<u8>, mut length: usize) {
    while length > 0x7f {
        bytes.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    bytes.push(length as u8);
}

/// The files that each page needs.
fn listed(pages: &Pages, files: &[File]) -> Pages {
    let of_page = |page: &String| {
        let needed = files.iter().enumerate().filter(|(_, file)| file.pages.contains(page));
        needed.map(|(number, _)| name(number)).collect()
    };
    pages.keys().map(|page| (page.clone(), of_page(page))).collect()
}

/// The loader of files in the place of one of pieces. How a piece is linked stays as it was written.
fn script(loader: &str, pages: &Pages, files: &[File]) -> Result<String> {
    let pieces = ["\n/* ", "\nconst __chunk_", "\nexport const"];
    let start = pieces.iter().filter_map(|piece| loader.find(piece)).min();
    let mut script = loader[..start.context("the loader names no piece")?].to_owned();
    writeln!(
        script,
        "
const load = file => makeLoad(() => {{
    const compiled = WebAssembly.compileStreaming(fetch(new URL(file, import.meta.url)));
    compiled.catch(() => {{}});
    return async imports => {{
        for (const piece of WebAssembly.Module.customSections(await compiled, \"{SECTION}\")) {{
            await WebAssembly.instantiate(piece, imports);
        }}
    }};
}}, []);"
    )?;
    for number in 0..files.len() {
        writeln!(script, "const {0} = load(\"./{0}.wasm\");", name(number))?;
    }
    for (page, parts) in listed(pages, files) {
        let parts = parts.join(", ");
        writeln!(
            script,
            "export const __wasm_split_load_{page} = wrapAsyncCb(makeLoad(() => async () => {{}}, [{parts}]));"
        )?;
    }
    Ok(script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_pieces_is_a_module_with_a_section_for_each() {
        let long = vec![7; 300];
        let module = module_of(&[vec![1, 2], long.clone()]);
        let (first, second) = module[HEADER.len()..].split_at(9);
        assert_eq!(first, [&[0, 7, 4], SECTION.as_bytes(), &[1, 2]].concat());
        assert_eq!(second, [&[0, 0xb1, 2, 4], SECTION.as_bytes(), &long].concat());
    }

    #[test]
    fn the_loader_loads_the_files_of_a_page() {
        let pages = Pages::from([("cart".to_owned(), vec!["split_cart".to_owned()])]);
        let files = files::of(&pages, |_| 1);
        let loader = "function makeLoad() {}\nexport const __wasm_split_load_cart = old;\n";
        let script = script(loader, &pages, &files).unwrap();
        assert!(
            script.starts_with("function makeLoad() {}\n") && !script.contains("old"),
            "{script}"
        );
        assert!(script.contains("const part_0 = load(\"./part_0.wasm\");\n"), "{script}");
        assert!(
            script.contains("export const __wasm_split_load_cart") && script.contains("[part_0]"),
            "{script}"
        );
        assert!(super::script("nothing", &pages, &files).is_err());
    }
}
