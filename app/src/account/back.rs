//! The way to the sign-in and back to where one was.

use leptos::prelude::*;
use leptos_actions::{Action, ServerAction, prelude::*};
use leptos_router::hooks::use_location;

use crate::address::{encode, use_param};

/// Where to go after signing in: a page of this shop, or else its start.
///
/// No path of the shop has a percent sign or an empty part, so that nothing which is decoded twice, or read by somebody
/// more lenient, is another site's.
pub fn checked(back: &str) -> &str {
    let path = back.split(['?', '#']).next().unwrap_or_default();
    let is_ours = path.starts_with('/')
        && !path.contains("//")
        && !path.contains('%')
        && back.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_ours { back } else { "/" }
}

/// Where this page of the sign-in leads afterwards.
pub fn use_back() -> Memo<String> {
    let back = use_param("back");
    Memo::new(move |_| checked(&back.get().unwrap_or_default()).to_owned())
}

/// A page that leads back to there afterwards.
pub fn link(page: &str, back: &str) -> String {
    if back == "/" {
        page.to_owned()
    } else {
        [page, "?back=", &encode(back)].concat()
    }
}

/// The sign-in that leads back to the page where its link stands.
pub fn use_sign_in_link() -> Signal<String> {
    let location = use_location();
    let back = use_back();
    Signal::derive(move || {
        let path = location.pathname.get();
        if ["/sign-in", "/sign-up"].contains(&&*path) {
            return link("/sign-in", &back.get());
        }
        let search = location.search.get();
        let separator = if search.is_empty() { "" } else { "?" };
        link("/sign-in", &[&path, separator, &search].concat())
    })
}

/// What to do when the session has ended while somebody typed. In a tab of its own, so that what was typed stays.
#[component]
pub fn SignInAgain<A: Action>(action: ServerAction<A>) -> impl IntoView {
    let has_ended = Memo::new(move |_| matches!(action.error(), Some(CallError::Unauthenticated)));
    let sign_in = use_sign_in_link();
    view! {
        <Show when=move || has_ended.get()>
            <p class="again">
                <a href=move || sign_in.get() target="_blank" rel="noopener">
                    "Sign in"
                </a>
                " in a new tab, then come back and press the button again. What you typed stays here."
            </p>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::{checked, link};

    #[test]
    fn a_page_of_the_shop_is_where_one_goes_back_to() {
        for back in [
            "/",
            "/account",
            "/account?tab=1&q=%2F%2Fx",
            "/?genre=Children%27s&page=2",
            "/books/emma#top",
        ] {
            assert_eq!(checked(back), back);
        }
    }

    #[test]
    fn nothing_else_is() {
        for back in [
            "",
            "account",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/.//evil.example",
            "/..//evil.example",
            "https://evil.example",
            "https:evil.example",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/\n/evil.example",
            "/account\r\nset-cookie: x=1",
            "/account\0",
            " /account",
            "/%2Fevil.example",
            "/%5Cevil.example",
            "/%252Fevil.example",
            "%2F%2Fevil.example",
            "/%09/evil.example",
            "/b\u{fc}cher",
            "/account?\\\\evil.example",
        ] {
            assert_eq!(checked(back), "/", "{back:?}");
        }
    }

    #[test]
    fn the_way_back_stands_in_the_address() {
        assert_eq!(link("/sign-in", "/"), "/sign-in");
        assert_eq!(link("/sign-in", "/account"), "/sign-in?back=%2Faccount");
        assert_eq!(link("/sign-up", "/?a=b&c"), "/sign-up?back=%2F%3Fa%3Db%26c");
    }
}
