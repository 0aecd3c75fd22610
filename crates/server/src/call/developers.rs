//! What developers are told of forms and refusals that do not fit their action, once each. Nothing of it is in a release
//! build.

use leptos_actions_core::{FieldErrors, FormValues, Kind, Meta, field::Part};

use crate::say;

/// Looks at the fields that a form has sent.
pub(super) fn sent(meta: &Meta, parts: &'static [Part], form: &FormValues) {
    if !cfg!(debug_assertions) || meta.kind == Kind::Query {
        return;
    }
    for (name, _) in form.pairs() {
        // What begins so is the library's.
        if !name.starts_with('_') && Part::find(parts, name).is_none() {
            say::once(format!(
                "a form of {} sends the field `{}`, which the action does not declare, and so does not get",
                place(meta),
                name.escape_debug()
            ));
        }
    }
}

/// Looks at what is missing in a form that was refused.
pub(super) fn refused(meta: &Meta, form: &FormValues, errors: &FieldErrors) {
    // A file that nobody has chosen is no text that was sent.
    if !cfg!(debug_assertions) || meta.kind == Kind::Query || meta.has_files() {
        return;
    }
    for (name, error) in errors.iter() {
        if error.code() == "required" && form.all(name).next().is_none() {
            say::once(format!(
                "a form of {} sends no field `{name}`, which the action requires: it has no control of that name, or \
                 one that sends nothing, such as a radio button that is not chosen",
                place(meta)
            ));
        }
    }
}

/// Looks at what a body refuses.
pub(super) fn refuses(meta: &Meta, parts: &'static [Part], errors: &FieldErrors) {
    if !cfg!(debug_assertions) {
        return;
    }
    for (name, error) in errors.iter() {
        if Part::find(parts, name).is_none() {
            say::once(format!(
                "{} refuses the field `{name}`, which it does not declare: no form has a place for the message",
                place(meta)
            ));
        }
        if error.code().contains(char::is_whitespace) {
            say::once(format!(
                "{} refuses `{name}` with the text {:?} where a code is meant, and people read \"This is not valid.\": \
                 refuse it with a code, such as `refuse(\"taken\")`, and give that a text with `provide_messages`, or \
                 add `FieldIssue::custom(..)` to `FieldErrors`",
                place(meta),
                error.code()
            ));
        }
    }
}

fn place(meta: &Meta) -> String {
    format!("`{}` ({}:{})", meta.name, meta.file, meta.line)
}
