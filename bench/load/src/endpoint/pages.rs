//! The page, and its form without scripts: ours beside plain Leptos'.

use std::net::SocketAddr;

use leptos_actions_core::wire::{self, KEY_FIELD};

use super::{BROWSER, Endpoint, Expected, NO_KEY, Then};
use crate::ways::page::ADDED;

/// With our calls.
pub const OURS: &str = "ours";
/// With a `Resource` and an `<ActionForm>`.
pub const PLAIN: &str = "plain Leptos";

/// The page of a process that has answered little else.
pub const PAGE: &str = "page";
/// The same page later.
pub const PAGE_LATER: &str = "page, after 100,000 keyed calls";
/// A form that the browser posts.
pub const FORM: &str = "form";
/// And the page to which it leads.
pub const FORM_AND_PAGE: &str = "form and page";

/// What a browser that goes to a page sends beside what it always sends.
const NAVIGATION: &str = "Upgrade-Insecure-Requests: 1\r\n\
    Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r\n\
    Sec-Fetch-Site: same-origin\r\n\
    Sec-Fetch-Mode: navigate\r\n\
    Sec-Fetch-User: ?1\r\n\
    Sec-Fetch-Dest: document\r\n";
const TYPED: &str = "title=A+row+that+somebody+has+typed+into+the+form";

/// A page with its form.
struct Site {
    way: &'static str,
    page: &'static str,
    /// Where the form posts to, and what leads on from there.
    target: &'static str,
    status: u16,
    has_key: bool,
    /// What stands on the page that the form leads to.
    told: &'static str,
}

const SITES: [Site; 2] = [
    Site {
        way: OURS,
        page: "/page",
        target: "/page?_call=add_row",
        status: 303,
        has_key: true,
        told: ADDED,
    },
    Site {
        way: PLAIN,
        page: "/plain",
        target: "/api/add_row",
        status: 302,
        has_key: false,
        told: "A row that somebody has typed into the form",
    },
];

/// The page under a name.
pub fn pages(address: SocketAddr, work: &'static str) -> Vec<Endpoint> {
    SITES.iter().map(|site| site.shown(address, work)).collect()
}

/// The form alone, and with the page after it.
pub fn forms(address: SocketAddr) -> Vec<Endpoint> {
    let alone = SITES.iter().map(|site| site.posted(address, FORM));
    let followed = SITES.iter().map(|site| Endpoint {
        then: Some(site.then(address)),
        ..site.posted(address, FORM_AND_PAGE)
    });
    alone.chain(followed).collect()
}

impl Site {
    fn shown(&self, address: SocketAddr, work: &'static str) -> Endpoint {
        Endpoint {
            work,
            way: self.way,
            request: self.get(address).concat(),
            key: None,
            expected: Expected::Page("</ul>"),
            then: None,
        }
    }

    fn then(&self, address: SocketAddr) -> Then {
        Then {
            request: self.get(address),
            expected: Expected::Page(self.told),
        }
    }

    /// The request for the page, up to the end of the cookies and from there on.
    fn get(&self, address: SocketAddr) -> [Vec<u8>; 2] {
        let line = format!("GET {} HTTP/1.1\r\nHost: {address}\r\n", self.page);
        [[&line, NAVIGATION, BROWSER].concat().into_bytes(), b"\r\n\r\n".to_vec()]
    }

    fn posted(&self, address: SocketAddr, work: &'static str) -> Endpoint {
        let key = if self.has_key {
            format!("{KEY_FIELD}={NO_KEY}&")
        } else {
            String::new()
        };
        let origin = format!("http://{address}");
        let head = [
            format!("POST {} HTTP/1.1\r\nHost: {address}\r\n", self.target),
            format!(
                "Origin: {origin}\r\nReferer: {origin}{}\r\n{NAVIGATION}{BROWSER}\r\n",
                self.page
            ),
            format!(
                "Content-Type: {}\r\nContent-Length: {}\r\n\r\n",
                wire::FORM,
                key.len() + TYPED.len()
            ),
        ]
        .concat();
        let start = head.len() + KEY_FIELD.len() + 1;
        Endpoint {
            work,
            way: self.way,
            key: self.has_key.then(|| start..start + NO_KEY.len()),
            request: [&head, &*key, TYPED].concat().into_bytes(),
            expected: Expected::LeadsOn(self.status),
            then: None,
        }
    }
}
