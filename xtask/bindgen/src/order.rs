//! Functions in the order in which they compress best: by their size, and by their bytes where that is the same.

use anyhow::{Context, Result};
use wasm_encoder::{Encode, NameMap, NameSection, Section};
use wasmparser::{Parser, Payload, TypeRef};

/// Appends names to a module without any, by which `wasm-opt --reorder-functions-by-name` puts its functions in order.
pub fn append_names(module: &mut Vec<u8>) -> Result<()> {
    let mut names = NameMap::new();
    for (function, place) in (0..).zip(order(module)?) {
        names.append(function, &format!("{place:06}"));
    }
    let mut section = NameSection::new();
    section.functions(&names);
    module.push(section.id());
    section.encode(module);
    Ok(())
}

/// For each function, imported ones first, its place among all.
fn order(module: &[u8]) -> Result<Vec<usize>> {
    let (mut imported, mut bodies) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload.context("reading the module")? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(&module[body.range()]),
            _ => (),
        }
    }
    let mut sorted: Vec<usize> = (0..bodies.len()).collect();
    sorted.sort_by_key(|function| (bodies[*function].len(), bodies[*function]));
    let mut places: Vec<usize> = (0..imported + bodies.len()).collect();
    for (place, function) in sorted.into_iter().enumerate() {
        places[imported + function] = imported + place;
    }
    Ok(places)
}
