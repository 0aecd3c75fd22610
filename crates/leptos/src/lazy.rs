//! Pages that are parts of the wasm of their own: [`lazy_pages!`](crate::lazy_pages).

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
use std::cell::Cell;

use futures_util::FutureExt;
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
use leptos::nonce::use_nonce;
use leptos::prelude::*;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
use leptos::{tachys::renderer::types::Element, wasm_bindgen::JsCast, web_sys::HtmlAnchorElement};

/// The pauses between attempts to load a part, in milliseconds.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
const FIRST_PAUSE: u32 = 1_000;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
const LONGEST_PAUSE: u32 = 16_000;

/// Declares pages whose code is loaded when they are shown.
///
/// ```
/// use leptos::prelude::*;
/// use leptos_router::{components::{Route, Router, Routes}, path};
///
/// #[component]
/// fn Cart() -> impl IntoView { "Your cart" }
/// #[component]
/// fn Book() -> impl IntoView { "A book" }
/// #[component]
/// fn NotLoaded() -> impl IntoView { view! { <a href="" rel="external">"Try again"</a> } }
///
/// leptos_actions::lazy_pages! {
///     /// The pages that have parts of their own.
///     mod pages, else NotLoaded;
///     "/cart" => cart = Cart;
///     "/books/:slug" => book = Book;
/// }
///
/// #[component]
/// fn App() -> impl IntoView {
///     view! {
///         <Router>
///             <Routes fallback=|| "Not found">
///                 <Route path=path!("/cart") view=pages::cart()/>
///                 <Route path=path!("/books/:slug") view=pages::book()/>
///             </Routes>
///         </Router>
///     }
/// }
/// # fn main() {}
/// ```
///
/// The crate that calls the macro declares a feature `split`, and depends on `leptos` and `leptos_router`. Without the
/// feature all pages are in the one file of the wasm. With it they are parts, which a build has to split off
/// (`cargo leptos build --split`).
///
/// - On the server `{pages::links()}`, behind `<HydrationScripts>`, writes a `<link rel="preload">` for each file of the
///   page's part. (Leptos forgets its own when what a page awaits goes on in another thread.)
/// - The entry of the wasm awaits `pages::load(path)` before it hydrates. Until the part of the page is there, the page is
///   served as one whose wasm is late: links and forms are the browser's. An attempt that fails is repeated after 1 s, then
///   after twice the pause before, up to 16 s.
/// - A link to a page waits for its part, as it waits for what the page asks. When the part does not come, the component
///   after `else` is shown in its place; the next link to that page tries again.
/// - `pages::preload(path)` loads the part of the page at this path and tells nobody when that fails.
///
/// Behind the pages stand components that have parts too, such as what only members see in the header of every page:
///
/// ```
/// # use leptos::prelude::*;
/// # #[component] fn Cart() -> impl IntoView { "Your cart" }
/// # #[component] fn NotLoaded() -> impl IntoView { view! { <a href="" rel="external">"Try again"</a> } }
/// #[component]
/// fn SignOut() -> impl IntoView { view! { <button>"Sign out"</button> } }
/// #[component]
/// fn SignOutLater() -> impl IntoView { view! { <a href="/account" rel="external">"Sign out"</a> } }
///
/// leptos_actions::lazy_pages! {
///     mod pages, else NotLoaded;
///     "/cart" => cart = Cart;
///     sign_out = SignOut, else SignOutLater;
/// }
///
/// #[component]
/// fn Header(is_member: Signal<bool>) -> impl IntoView {
///     move || is_member.get().then(pages::sign_out)
/// }
/// # fn main() {}
/// ```
///
/// `pages::sign_out()` returns the component, which takes no arguments and reads what it needs from contexts. Where the server
/// has rendered it, `pages::load` waits for its part too. A browser that comes to show it loads the part then, and shows the
/// component after `else` if it cannot be had.
#[macro_export]
macro_rules! lazy_pages {
    (@part $name:ident = $component:path) => {
        #[cfg(all(target_arch = "wasm32", feature = "split"))]
        #[::leptos::wasm_split::wasm_split(
            $name,
            wasm_split_path = ::leptos::wasm_split,
            preload(preload),
            fallible
        )]
        pub fn view() -> ::core::result::Result<::leptos::prelude::AnyView, ::leptos::wasm_split::SplitLoaderError> {
            Ok(::leptos::prelude::IntoAny::into_any($component()))
        }

        #[cfg(not(all(target_arch = "wasm32", feature = "split")))]
        pub async fn view() -> ::core::result::Result<::leptos::prelude::AnyView, ::core::convert::Infallible> {
            Ok(::leptos::prelude::IntoAny::into_any($component()))
        }

        #[cfg(not(all(target_arch = "wasm32", feature = "split")))]
        pub async fn preload() -> ::core::result::Result<(), ::core::convert::Infallible> {
            Ok(())
        }
    };
    (
        $(#[$meta:meta])* $vis:vis mod $module:ident, else $unloaded:path;
        $($pattern:literal => $name:ident = $page:path;)*
        $($part:ident = $component:path, else $later:path;)*
    ) => {
        $(#[$meta])*
        $vis mod $module {
            #[allow(unused_imports, reason = "the paths of the pages may be complete")]
            use super::*;

            $(
                /// Returns the page for the router.
                #[must_use]
                pub fn $name() -> ::leptos_router::Lazy<parts::$name::Part> {
                    ::leptos_router::Lazy::new()
                }
            )*

            $(
                /// Returns the component, whose code is loaded when it is shown.
                #[must_use]
                pub fn $part() -> ::leptos::prelude::AnyView {
                    $crate::__private::lazy::component(
                        stringify!($part),
                        parts::$part::view,
                        parts::$part::preload,
                        || ::leptos::prelude::IntoAny::into_any($later()),
                    )
                }
            )*

            /// Tells a browser to load what the page that is rendered needs; stands behind `<HydrationScripts>`.
            #[cfg(not(target_arch = "wasm32"))]
            pub fn links() -> impl ::leptos::prelude::IntoView {
                let url = ::leptos::prelude::use_context::<::leptos_router::location::RequestUrl>();
                let url = url.and_then(|url| url.parse().ok());
                let path = url.as_ref().map_or("/", ::leptos_router::location::Url::path);
                let page = [$(($pattern, stringify!($name)),)*].into_iter();
                let page = page.map(|(pattern, page)| $crate::__private::lazy::matches(pattern, path).then_some(page));
                $crate::__private::lazy::links(page.flatten().next())
            }

            /// Waits for the parts of the page at this path and of what the server has rendered, however long that takes.
            #[cfg(target_arch = "wasm32")]
            pub async fn load(path: &str) {
                $crate::__private::lazy::provide_ahead(|path| {
                    ::leptos::task::spawn_local(async move { preload(&path).await })
                });
                $(
                    if $crate::__private::lazy::is_shown(stringify!($part)) {
                        $crate::__private::lazy::needed(parts::$part::preload).await;
                    }
                )*
                $(
                    if $crate::__private::lazy::matches($pattern, path) {
                        return $crate::__private::lazy::needed(parts::$name::preload).await;
                    }
                )*
            }

            /// Loads the part of the page at this path.
            #[cfg(target_arch = "wasm32")]
            pub async fn preload(path: &str) {
                $(
                    if $crate::__private::lazy::matches($pattern, path) {
                        // The page tells of it when it is opened.
                        let _ = parts::$name::preload().await;
                        return;
                    }
                )*
            }

            mod parts {
                use super::*;

                $(
                    pub mod $name {
                        use super::*;

                        #[derive(Debug)]
                        pub struct Part;

                        impl ::leptos_router::LazyRoute for Part {
                            fn data() -> Self {
                                Self
                            }

                            async fn view(_: Self) -> ::leptos::prelude::AnyView {
                                match view().await {
                                    Ok(view) => view,
                                    Err(_) => ::leptos::prelude::IntoAny::into_any($unloaded()),
                                }
                            }

                            async fn preload() {
                                // The view tries again, and shows what stands for it.
                                #[cfg(target_arch = "wasm32")]
                                let _ = preload().await;
                            }
                        }

                        $crate::lazy_pages!(@part $name = $page);
                    }
                )*

                $(
                    pub mod $part {
                        use super::*;

                        $crate::lazy_pages!(@part $part = $component);
                    }
                )*
            }
        }
    };
}

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
thread_local! {
    /// How the application loads the part of a page.
    static AHEAD: Cell<Option<fn(String)>> = const { Cell::new(None) };
}

/// Has the parts of linked pages loaded by [`prefetch`](crate::prefetch).
#[doc(hidden)]
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub fn provide_ahead(load: fn(String)) {
    AHEAD.set(Some(load));
}

/// Loads the part of the page that a link leads to.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub(crate) fn load_ahead(link: &Element) {
    if let (Some(load), Some(link)) = (AHEAD.get(), link.dyn_ref::<HtmlAnchorElement>()) {
        load(link.pathname());
    }
}

/// Loads the part that a page needs, however long it takes.
#[doc(hidden)]
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub async fn needed<E>(load: impl AsyncFn() -> Result<(), E>) {
    let mut pause = FIRST_PAUSE;
    while load().await.is_err() {
        leptos_actions_client::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Returns whether the server has rendered this component.
#[doc(hidden)]
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
#[must_use]
pub fn is_shown(part: &str) -> bool {
    let selector = ["[data-part=", part, "]"].concat();
    matches!(document().query_selector(&selector), Ok(Some(_)))
}

/// Returns the component of a part behind a mark, by which a browser finds out that the page needs the part.
#[doc(hidden)]
#[must_use]
pub fn component<E: 'static>(
    part: &'static str,
    view: impl AsyncFn() -> Result<AnyView, E> + Send + 'static,
    load: impl AsyncFn() -> Result<(), E> + Copy + 'static,
    later: fn() -> AnyView,
) -> AnyView {
    let mark = marks().then(|| view! { <span hidden data-part=part inner_html=preloads(part)></span> });
    // What hydrates has loaded it before.
    match view().now_or_never() {
        Some(Ok(view)) => (mark, view).into_any(),
        _ => (mark, once_loaded(view, load, later)).into_any(),
    }
}

/// Whether the document comes from the server, which writes the marks.
fn marks() -> bool {
    let document = Owner::current_shared_context();
    !cfg!(all(target_arch = "wasm32", target_os = "unknown"))
        || document.is_some_and(|document| document.during_hydration())
}

/// Shows the component as soon as its part is there, and what stands for it if that cannot be had.
fn once_loaded<E: 'static>(
    view: impl AsyncFn() -> Result<AnyView, E> + Send + 'static,
    load: impl AsyncFn() -> Result<(), E> + Copy + 'static,
    later: fn() -> AnyView,
) -> impl IntoView {
    let is_there = RwSignal::new(None);
    leptos::task::spawn_local(async move {
        let loaded = load().await.is_ok();
        // Nobody waits for a component that has gone.
        is_there.try_set(Some(loaded));
    });
    move || match is_there.get() {
        None => ().into_any(),
        Some(true) => view().now_or_never().and_then(Result::ok).unwrap_or_else(later),
        Some(false) => later(),
    }
}

/// The folder of the files and their names.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
fn addresses(part: &str) -> Vec<String> {
    let manifest = use_context::<leptos::WasmSplitManifest>();
    let manifest = manifest.as_ref().and_then(|manifest| manifest.0.try_read_value());
    let Some((folder, parts, _)) = manifest.as_deref() else {
        return Vec::new();
    };
    let files = parts.get(part).into_iter().flatten();
    files.map(|file| format!("{folder}/{file}.wasm")).collect()
}

/// The links to a part's files, for the place where the component stands.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
fn preloads(part: &str) -> String {
    let links = addresses(part).into_iter();
    links
        .map(|address| format!("<link rel=preload href=\"{address}\" as=fetch type=application/wasm crossorigin>"))
        .collect()
}

/// The browser has been told.
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
const fn preloads(_: &str) -> &'static str {
    ""
}

/// Returns the links to what loads the parts, and to the files of this page's part; none of a build that is not split.
#[doc(hidden)]
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub fn links(page: Option<&str>) -> impl IntoView {
    let parts = use_context::<leptos::WasmSplitManifest>()?;
    let (folder, _, loader) = &*parts.0.try_read_value()?;
    let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
    let files = page.map(addresses).into_iter().flatten();
    let files = files.map(|address| {
        // As the loader asks: the browser takes no other answer for it.
        view! { <link rel="preload" href=address r#as="fetch" r#type="application/wasm" crossorigin/> }
    });
    Some(view! {
        <link rel="modulepreload" href=format!("{folder}/{loader}") crossorigin=nonce/>
        {files.collect_view()}
    })
}

/// Returns whether a path is one of a pattern such as `/books/:slug`.
#[doc(hidden)]
#[must_use]
pub fn matches(pattern: &str, path: &str) -> bool {
    let parts = path.trim_matches('/').split('/');
    let patterns = pattern.trim_matches('/').split('/');
    patterns.clone().count() == parts.clone().count()
        && patterns
            .zip(parts)
            .all(|(pattern, part)| match pattern.strip_prefix(':') {
                Some(_) => !part.is_empty(),
                None => pattern == part,
            })
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_pattern_stands_for_the_paths_that_a_router_gives_it() {
        for (pattern, path) in [
            ("/cart", "/cart"),
            ("/cart", "/cart/"),
            ("/", "/"),
            ("/books/:slug", "/books/emma"),
        ] {
            assert!(matches(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("/cart", "/carts"),
            ("/cart", "/cart/old"),
            ("/books/:slug", "/books"),
            ("/books/:slug", "/books/"),
            ("/books/:slug", "/books/emma/reviews"),
            ("/", "/cart"),
        ] {
            assert!(!matches(pattern, path), "{pattern} {path}");
        }
    }
}
