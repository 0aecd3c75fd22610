//! Attributes may stand in any order, of the function and of its parameters.

use leptos_actions::{__private::FormValues, Callable, Principal, prelude::*};

struct Anyone;

impl Caller for Anyone {
    async fn identify(_: &Scope) -> CallResult<Self> {
        Ok(Self)
    }

    fn principal(&self) -> Principal {
        Principal::new("anyone", 0)
    }
}

#[allow(non_snake_case)]
/// Before.
#[action(name = "odd")]
/// After.
#[deprecated(note = "use `even`")]
#[doc(hidden)]
#[inline]
#[expect(unused_variables)]
pub(crate) async fn Odd(
    #[serde(alias = "text")]
    #[form(length = 0..=10)]
    /// Documented.
    title: String,
    #[allow(unused_variables)] b: u32,
    #[allow(unused_variables)]
    #[extract]
    scope: Scope,
    #[caller] _: Anyone,
) -> CallResult<String> {
    let unused = 1;
    Ok(title)
}

#[query()]
async fn last(a: u8, #[caller] Anyone: Anyone) -> CallResult<u8> {
    Ok(a)
}

#[allow(deprecated)]
fn main() {
    use leptos_actions::__private::FromForm;

    assert_eq!((Odd::META.name, Odd::META.access), ("odd", "Anyone"));
    assert!(Odd::from_form(&FormValues::parse(b"title=a&b=1").unwrap()).is_ok());
    drop(Odd(String::new(), 1));
    assert_eq!(Last::META.fields.len(), 1);
    drop(last(1));
}
