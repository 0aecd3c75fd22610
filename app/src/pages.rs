//! The pages whose code is loaded when they are shown. The home page is in what every page loads.

use crate::{
    account::{AccountPage, SignInPage, SignUpPage},
    books::BookPage,
    cart::CartPage,
    contact::ContactPage,
    failed::NotLoaded,
    list::ListPage,
    search::SearchPage,
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
}

pub use lazy::*;
