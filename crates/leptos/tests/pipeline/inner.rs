//! Field errors of a call that a body makes: they are no errors of fields of the same name in the outer form.

use leptos_actions::prelude::*;
use leptos_actions_core::FieldErrors;

use super::site;

#[action(public)]
pub async fn publish(#[form(length = 1..=5)] text: String) -> CallResult<()> {
    if text == "spam" {
        return Err(Publish::text().refuse("taken"))?;
    }
    Ok(())
}

#[action(public)]
pub async fn publish_both(text: String, note: String) -> CallResult<()> {
    publish(note).await?;
    let _ = text;
    Ok(())
}

#[action(public)]
pub async fn publish_note(note: String) -> CallResult<()> {
    let published = publish(note).await;
    let to_note = |errors: FieldErrors| errors.renamed(|field| (field == "text").then_some("note"));
    published.map_err(|error| error.map_fields(to_note))?;
    Ok(())
}

#[action(public)]
pub async fn publish_deeper(text: String) -> CallResult<()> {
    publish_both(String::new(), text).await
}

/// Returns the errors of a call as field and code.
fn errors<T>(outcome: CallResult<T>) -> Vec<(String, String)> {
    let errors = match outcome {
        Err(CallError::Invalid(errors)) => errors,
        _ => FieldErrors::new(),
    };
    let pairs = errors
        .iter()
        .map(|(field, error)| (field.to_owned(), error.code().to_owned()));
    pairs.collect()
}

// covers: GST-22
#[tokio::test]
async fn errors_of_an_inner_call_are_shown_at_no_field_of_the_outer_form() {
    for (note, code) in [("far too long", "too_long"), ("spam", "taken")] {
        let outer = PublishBoth {
            text: "fine".into(),
            note: note.into(),
        };
        let outcome = site().0.call(&outer).await.status(422).outcome::<PublishBoth>();
        assert_eq!(errors(outcome), [(String::new(), code.to_owned())]);
        let deeper = PublishDeeper { text: note.into() };
        let outcome = site().0.call(&deeper).await.status(422).outcome::<PublishDeeper>();
        assert_eq!(errors(outcome), [(String::new(), code.to_owned())]);
    }
}

// covers: GST-22
#[tokio::test]
async fn errors_of_an_inner_call_are_shown_where_the_body_says() {
    let outer = PublishNote {
        note: "far too long".into(),
    };
    let outcome = site().0.call(&outer).await.status(422).outcome::<PublishNote>();
    assert_eq!(errors(outcome), [("note".to_owned(), "too_long".to_owned())]);
}

// covers: GST-22
#[tokio::test]
async fn errors_of_a_call_keep_their_fields_when_it_is_called_itself() {
    let call = Publish { text: "spam".into() };
    let outcome = site().0.call(&call).await.status(422).outcome::<Publish>();
    assert_eq!(errors(outcome), [("text".to_owned(), "taken".to_owned())]);
}
