//! What has its code loaded when it is shown: pages, and of the header what members see and what is found while one types.
//! The home page is in what every page loads.

use crate::{
    account::{AccountPage, SignInPage, SignOutForm, SignOutLater, SignUpPage},
    books::BookPage,
    cart::CartPage,
    contact::ContactPage,
    failed::NotLoaded,
    list::ListPage,
    search::{NoSuggestions, SearchPage, Suggestions},
};

leptos_actions::lazy_pages! {
    mod lazy, else NotLoaded;
    "/books/:slug" => book = BookPage;
    "/cart" => cart = CartPage;
    "/list" => list = ListPage;
    "/search" => search = SearchPage;
    "/sign-up" => sign_up = SignUpPage;
    "/sign-in" => sign_in = SignInPage;
    "/account" => account = AccountPage;
    "/contact" => contact = ContactPage;
    sign_out = SignOutForm, else SignOutLater;
    suggestions = Suggestions, else NoSuggestions;
}

pub use lazy::*;
