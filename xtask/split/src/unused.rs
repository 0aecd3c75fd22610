//! Takes out what Leptos 0.8 compiles and a program that calls `hydrate_body` never runs.
//!
//! Each type of view is compiled with two ways to hydrate it: at once, and step by step as `hydrate_lazy` does it. The second
//! stands in `AnyView`'s table beside the first, so that no linker finds out that nobody calls it. Leptos 0.9 has a setting
//! for it (leptos#4852). Here the bodies of the functions in the table become one `unreachable`, before the module is split:
//! what only they have led to goes with them.
//!
//! The compiler gives functions with equal bodies one of their names. So only those in the table are emptied, and none that
//! anybody calls directly.

use std::ops::Range;

use anyhow::{Context, Result, ensure};
use wasm_encoder::{CustomSection, Encode, Module, RawSection};
use wasmparser::{
    KnownCustom, Name, NameSectionReader, Parser, Payload, RelocAddendKind, RelocSectionReader, RelocationEntry,
    RelocationType, TypeRef,
};

/// What stands in the name of each of them: `<T as tachys::view::any_view::IntoAny>::into_any::hydrate_async`.
const UNUSED: &str = "any_view..IntoAny$GT$8into_any13hydrate_async17h";
/// The section that says what the code refers to.
const REFERENCES: &str = "reloc.CODE";

const UNREACHABLE: u8 = 0x00;
const NOP: u8 = 0x01;
const END: u8 = 0x0b;

/// Where the functions of a module are.
#[derive(Default)]
struct Functions {
    imported: usize,
    /// Where the contents of the code's section begin: references count from there.
    code: usize,
    bodies: Vec<Range<usize>>,
    /// The places of the bodies that are not used, in their order.
    unused: Vec<usize>,
}

/// Returns the module without the bodies of functions that are not used.
pub fn emptied(bytes: &[u8]) -> Result<Vec<u8>> {
    let functions = functions(bytes).context("reading the functions")?;
    let unused = functions.unused.iter().map(|place| functions.bodies[*place].clone());
    let unused: Vec<_> = unused.collect();
    let mut emptied = bytes.to_vec();
    unused.iter().for_each(|body| empty(&mut emptied[body.clone()]));
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload?;
        let Some((id, range)) = payload.as_section() else {
            continue;
        };
        if let Some(references) = references(&payload) {
            let is_used = |entry: &RelocationEntry| {
                let at = functions.code + entry.offset as usize;
                let next = unused.partition_point(|body| body.end <= at);
                unused.get(next).is_none_or(|body| at < body.start)
            };
            let calls = |entry: &RelocationEntry| {
                let callee = u32_at(bytes, functions.code + entry.offset as usize).checked_sub(functions.imported);
                entry.ty == RelocationType::FunctionIndexLeb
                    && callee.is_some_and(|callee| functions.unused.binary_search(&callee).is_ok())
            };
            let data = only(&references, is_used, calls)?.into();
            let name = REFERENCES.into();
            module.section(&CustomSection { name, data });
        } else {
            let data = &emptied[usize(range)?];
            module.section(&RawSection { id, data });
        }
    }
    Ok(module.finish())
}

fn functions(bytes: &[u8]) -> Result<Functions> {
    let mut found = Functions::default();
    for payload in Parser::new(0).parse_all(bytes) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    found.imported += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionStart { range, .. } => found.code = usize(range)?.start,
            Payload::CodeSectionEntry(body) => found.bodies.push(usize(body.range())?),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    found.unused = unused(names, found.imported)?;
                }
            }
            _ => (),
        }
    }
    Ok(found)
}

fn usize(range: Range<u64>) -> Result<Range<usize>> {
    Ok(range.start.try_into()?..range.end.try_into()?)
}

fn references<'a>(payload: &Payload<'a>) -> Option<RelocSectionReader<'a>> {
    let Payload::CustomSection(section) = payload else {
        return None;
    };
    match section.as_known() {
        KnownCustom::Reloc(references) if section.name() == REFERENCES => Some(references),
        _ => None,
    }
}

/// The places among the bodies, in their order.
fn unused(names: NameSectionReader<'_>, imported: usize) -> Result<Vec<usize>> {
    let mut places = Vec::new();
    for subsection in names {
        if let Name::Function(functions) = subsection? {
            for function in functions {
                let function = function?;
                if function.name.contains(UNUSED) {
                    places.extend((function.index as usize).checked_sub(imported));
                }
            }
        }
    }
    places.sort_unstable();
    Ok(places)
}

/// A body of the same length without locals, so that nothing moves.
fn empty(body: &mut [u8]) {
    body.fill(NOP);
    if let [locals, first, .., end] = body {
        (*locals, *first, *end) = (0, UNREACHABLE, END);
    }
}

/// The number that stands there as the linker writes it: LEB128 of five bytes.
fn u32_at(bytes: &[u8], at: usize) -> usize {
    let digits = bytes[at..].iter().take(5).enumerate();
    digits.fold(0, |number, (place, byte)| {
        number | usize::from(byte & 0x7f) << (7 * place)
    })
}

/// The contents of a section that has the references of functions that are used, none of which may call one that is not.
fn only(
    references: &RelocSectionReader<'_>,
    is_used: impl Fn(&RelocationEntry) -> bool,
    calls_unused: impl Fn(&RelocationEntry) -> bool,
) -> Result<Vec<u8>> {
    let entries: Vec<_> = references.entries().into_iter().collect::<Result<_, _>>()?;
    let entries: Vec<_> = entries.into_iter().filter(is_used).collect();
    ensure!(
        !entries.iter().any(calls_unused),
        "a function that is taken for unused is called"
    );
    let mut section = Vec::new();
    references.section_index().encode(&mut section);
    u32::try_from(entries.len())?.encode(&mut section);
    for entry in entries {
        section.push(entry.ty as u8);
        entry.offset.encode(&mut section);
        entry.index.encode(&mut section);
        match entry.ty.addend_kind() {
            RelocAddendKind::None => (),
            RelocAddendKind::Addend32 | RelocAddendKind::Addend64 => entry.addend.encode(&mut section),
        }
    }
    Ok(section)
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{CodeSection, Function, FunctionSection, NameMap, NameSection, TypeSection};

    use super::*;

    const NAME: &str =
        "_ZN53_$LT$T$u20$as$u20$tachys..view..any_view..IntoAny$GT$8into_any13hydrate_async17h2d320b43467e60a9E";

    /// The code of a module with two functions that call one, and what refers to what.
    fn module(second: &str, called: u8) -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        module.section(&types);
        module.section(FunctionSection::new().function(0).function(0));
        let mut code = CodeSection::new();
        for _ in 0..2 {
            let mut function = Function::new([]);
            // A call, with its number as the linker writes it.
            function.raw([0x10, 0x80 | called, 0x80, 0x80, 0x80, 0x00, END]);
            code.function(&function);
        }
        module.section(&code);
        // Count, size and locals stand before the call.
        let references = [2, 2, 0, 4, 0, 0, 13, 0];
        module.section(&CustomSection {
            name: REFERENCES.into(),
            data: references.as_slice().into(),
        });
        let mut names = NameMap::new();
        names.append(0, "used");
        names.append(1, second);
        let mut section = NameSection::new();
        section.functions(&names);
        module.section(&section);
        module.finish()
    }

    fn offsets(module: &[u8]) -> Vec<u32> {
        let payloads = Parser::new(0).parse_all(module);
        let references = payloads.filter_map(|payload| references(&payload.unwrap()));
        references
            .flat_map(|it| it.entries().into_iter())
            .map(|entry| entry.unwrap().offset)
            .collect()
    }

    #[test]
    fn a_function_that_is_not_used_refers_to_nothing_any_more() {
        let before = module(NAME, 0);
        let after = emptied(&before).unwrap();
        assert_eq!((offsets(&before), offsets(&after)), (vec![4, 13], vec![4]));
        let body = functions(&after).unwrap().bodies[1].clone();
        assert_eq!(after[body], [0, UNREACHABLE, NOP, NOP, NOP, NOP, NOP, END]);
    }

    #[test]
    fn a_module_whose_functions_are_all_used_stays_as_it_is() {
        let before = module("_ZN6tachys7hydrate17h0E", 1);
        assert_eq!(emptied(&before).unwrap(), before);
    }

    #[test]
    fn one_that_is_called_is_not_taken_out() {
        assert!(emptied(&module(NAME, 1)).is_err());
    }
}
