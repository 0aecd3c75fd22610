//! Forms with files: what is known of their fields, and how they are sent.

use leptos_actions_client::Progress;
use leptos_actions_core::Action;

use crate::action::ServerAction;

impl<A: Action> ServerAction<A> {
    /// How much of a form with files has been sent, while it is sent from a browser with scripts.
    ///
    /// ```
    /// # use leptos::prelude::*;
    /// # use leptos_actions::prelude::*;
    /// #[action(public)]
    /// async fn save_avatar(
    ///     #[form(max_size = "2 MiB", types = ["image/png", "image/jpeg"])] avatar: Upload,
    /// ) -> CallResult<()> {
    ///     let _ = avatar;
    ///     Ok(())
    /// }
    ///
    /// # #[component] fn Avatar() -> impl IntoView {
    /// let save = use_server_action::<SaveAvatar>();
    /// view! {
    ///     <ServerForm action=save>
    ///         <input type="file" name="avatar" accept=save.accept("avatar") aria-describedby=save.error_id("avatar")/>
    ///         <FieldError action=save name="avatar"/>
    ///         <button>"Save"</button>
    ///         {move || save.progress().map(|it| view! { <progress value=it.sent.to_string() max=it.total.to_string()/> })}
    ///     </ServerForm>
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn progress(self) -> Option<Progress> {
        self.newest_progress()
    }

    /// The types that a file field takes, for `accept` of its `<input>`; `None` if it takes every type.
    #[must_use]
    pub fn accept(self, field: &str) -> Option<String> {
        let accept = A::META.file(field)?.accept();
        (!accept.is_empty()).then_some(accept)
    }

    /// Whether a file field takes several files, for `multiple` of its `<input>`.
    #[must_use]
    pub fn multiple(self, field: &str) -> bool {
        A::META.file(field).is_some_and(|takes| takes.count > 1)
    }
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) use sending::{Files, unreadable};

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod sending {
    use leptos_actions_core::{FieldErrors, FileMeta, IdempotencyKey, Meta, wire};
    use send_wrapper::SendWrapper;
    use wasm_bindgen::JsCast;
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{Blob, File, FormData};

    /// What a form with files sends.
    pub(crate) struct Files(SendWrapper<FormData>);

    impl Files {
        pub(in crate::form) fn new(data: FormData) -> Self {
            Self(SendWrapper::new(data))
        }

        /// The form under a key.
        pub(crate) fn under(&self, key: Option<&IdempotencyKey>) -> FormData {
            if let Some(key) = key {
                // The only way to fail is a name that is no name.
                let _ = self.0.set_with_str(wire::KEY_FIELD, key.as_str());
            }
            (*self.0).clone()
        }

        /// What the server would say of the files, field by field.
        pub(crate) fn check(&self, meta: &'static Meta) -> FieldErrors {
            let mut issues = FieldErrors::new();
            for (field, takes) in meta.files() {
                let values = self.0.get_all(field);
                let files = values.iter().filter_map(|value| value.dyn_into().ok());
                let chosen: Vec<File> = files.filter(|file| !is_none(file)).collect();
                if let Some(error) = takes.refuse_count(chosen.len()).or_else(|| refuse_one(&takes, &chosen)) {
                    issues.add(field, error);
                }
            }
            issues
        }
    }

    /// Fields with a file that the browser cannot read, such as one that was deleted or changed since it was chosen.
    pub(crate) async fn unreadable(data: &FormData, meta: &'static Meta) -> FieldErrors {
        let mut issues = FieldErrors::new();
        for (field, _) in meta.files() {
            for file in data
                .get_all(field)
                .iter()
                .filter_map(|value| value.dyn_into::<File>().ok())
            {
                if !is_none(&file) && !is_readable(&file).await {
                    issues.add(field, FileMeta::refuse_unreadable(&file.name()));
                    break;
                }
            }
        }
        issues
    }

    /// Reads the first byte; of an empty file all there is, since an empty part of it would be read without looking.
    async fn is_readable(file: &File) -> bool {
        let part: Blob = if file.size() == 0.0 {
            file.clone().into()
        } else {
            match file.slice_with_i32_and_i32(0, 1) {
                Ok(part) => part,
                Err(_) => return false,
            }
        };
        JsFuture::from(part.array_buffer()).await.is_ok()
    }

    fn refuse_one(takes: &FileMeta, chosen: &[File]) -> Option<leptos_actions_core::FieldError> {
        chosen.iter().find_map(|file| {
            let (name, mut content_type) = (file.name(), file.type_());
            if content_type.is_empty() {
                // As it will be declared.
                content_type.push_str("application/octet-stream");
            }
            let wrong_type = takes.refuse_type(&name, &content_type);
            wrong_type.or_else(|| takes.refuse_size(&name, file.size() as u64))
        })
    }

    /// An input in which nothing was chosen.
    fn is_none(file: &File) -> bool {
        file.size() == 0.0 && file.name().is_empty()
    }
}
