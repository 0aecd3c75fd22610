//! What a call sends: arguments, or the fields of a form.

use leptos_actions_core::{Action, FormValues, FromForm};

/// What a call sends.
pub(crate) enum Input<A> {
    Arguments(A),
    #[cfg_attr(
        not(any(test, all(target_arch = "wasm32", target_os = "unknown"))),
        expect(dead_code, reason = "only a browser submits a form through here")
    )]
    Form {
        fields: String,
        #[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
        files: Option<crate::form::Files>,
        /// Whether the form stays as it is until the answer, and shows what went wrong.
        stays: bool,
    },
}

impl<A: Action> Input<A> {
    pub(super) fn lane(&self) -> Vec<u8> {
        match self {
            Self::Arguments(arguments) => arguments.lane(),
            Self::Form { fields, .. } => FormValues::parse(fields.as_bytes())
                .map(|fields| A::lane_of(&fields))
                .unwrap_or_default(),
        }
    }

    /// The arguments, if the fields parse.
    pub(crate) fn arguments(&self) -> Option<A>
    where
        A: FromForm,
    {
        match self {
            Self::Arguments(arguments) => Some(arguments.clone()),
            Self::Form { fields, .. } => A::from_form(&FormValues::parse(fields.as_bytes()).ok()?).ok(),
        }
    }

    /// The arguments, if anything of them is shown before they are answered.
    pub(super) fn foreseen(&self) -> Option<A>
    where
        A: Action,
    {
        match self {
            Self::Arguments(arguments) => Some(arguments.clone()),
            Self::Form { fields, .. } => A::foreseen(&FormValues::parse(fields.as_bytes()).ok()?),
        }
    }

    pub(crate) fn fields(&self) -> Option<&str> {
        match self {
            Self::Arguments(_) => None,
            Self::Form { fields, .. } => Some(fields),
        }
    }

    pub(super) const fn is_shown_by_its_form(&self) -> bool {
        matches!(self, Self::Form { stays: true, .. })
    }

    /// Whether a failure belongs to its row in the list of submissions, and to no form.
    pub(super) const fn is_shown_by_its_row(&self) -> bool {
        matches!(self, Self::Form { stays: false, .. })
    }
}
