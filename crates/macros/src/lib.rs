//! `#[action]`, `#[query]`, `#[cached]`, `derive(Form)` and `derive(PublicError)` for `leptos_actions`, which re-exports them.
//!
//! Parse, model, emit:
//!
//! | module | what it does |
//! | --- | --- |
//! | `parse` | reads options, parameters and attributes; collects every mistake instead of stopping at the first |
//! | `model` | what one call is, once everything about it has been read |
//! | `emit` | the items: argument struct, function, contract, and the server's half |
//! | `side` | which half is compiled |
//! | `public_error`, `form` | the derives, in the same three steps |
//!
//! Invariants: nothing is emitted that could meet a name of the user's; a mistake is reported where it stands; with
//! mistakes, everything that other code may name is emitted all the same, so that one mistake is one error.

mod emit;
mod expand;
mod form;
mod issues;
mod model;
mod names;
mod parse;
mod public_error;
mod side;
mod text;

use proc_macro::TokenStream;

use crate::{model::Kind, side::Sides};

/// Makes an `async fn` a call that writes.
///
/// On the server it is the function itself. In the browser it is a request to it. In a `<form>` it works without
/// scripts.
///
/// ```
/// use leptos_actions::prelude::*;
/// # use leptos_actions::Principal;
/// # use serde::{Deserialize, Serialize};
/// # struct Shopper { id: u32 }
/// # impl Caller for Shopper {
/// #     async fn identify(_: &Scope) -> CallResult<Self> { Err(CallError::Unauthenticated) }
/// #     fn principal(&self) -> Principal { Principal::new("shopper", self.id) }
/// # }
/// # #[derive(Clone)] struct Shop;
/// # impl Shop {
/// #     async fn stock(&self, _: u32) -> std::io::Result<u32> { Ok(3) }
/// #     async fn set_line(&self, _: u32, _: u32, _: u32) -> std::io::Result<()> { Ok(()) }
/// # }
/// # #[derive(Debug, Clone, Serialize, Deserialize, thiserror::Error, PublicError)]
/// # #[error("sold out")] struct SoldOut;
///
/// /// Puts one book's quantity in the caller's cart; zero removes the line.
/// #[action(limit = "4 KiB")]
/// async fn set_quantity(
///     #[caller] shopper: Shopper,
///     book: u32,
///     #[form(range = 0..=99)] quantity: u32,
///     #[extract] State(shop): State<Shop>,
/// ) -> CallResult<(), SoldOut> {
///     if shop.stock(book).await? < quantity {
///         Err(SoldOut)?;
///     }
///     Ok(shop.set_line(shopper.id, book, quantity).await?)
/// }
///
/// // From a component, a test, another action: what travels, and nothing else.
/// # async fn another() -> CallResult<(), SoldOut> {
/// # let book = 1;
/// set_quantity(book, 2).await?;
/// # Ok(())
/// # }
/// ```
///
/// # What it makes
///
/// | item | what it is |
/// | --- | --- |
/// | `fn set_quantity(book, quantity) -> Call<SetQuantity>` | the call, on either side; a future that acts as whoever made it |
/// | `struct SetQuantity { book, quantity }` | the arguments: `use_server_action::<SetQuantity>()` |
/// | `SetQuantity::body(shopper, book, quantity, state)` | on the server: the function as written, for tests |
/// | `SetQuantity::book()`, `SetQuantity::quantity()` | for an action: handles of its fields; that of a field `body` is `body_field()` |
///
/// The struct stands beside the function, so its name has to be free: `async fn book() -> CallResult<Book>` needs
/// `args = GetBook`.
///
/// # Options
///
/// | option | meaning | default |
/// | --- | --- | --- |
/// | `public` | everybody may call | a `#[caller]` parameter says who may |
/// | `args = SetQuantity` | name of the argument struct | the function's name in `PascalCase` |
/// | `name = "set_quantity"` | name in the address: a-z, 0-9 and `_` | the function's name |
/// | `alias = "change_quantity"` | a former name that still works; may be repeated | none |
/// | `limit = "64 KiB"` | the largest body: bytes, or a text in B, kB, KiB, MB or MiB | the server's |
/// | `timeout = "10s"` | how long the body may run: ms, s or min | the server's |
/// | `parallel` | of actions: several calls of one page are under way at once | this one |
/// | `queue`, `queue(book)` | of actions: each waits for the one before it; with names of arguments, for the one before it with the same values of these | |
/// | `latest`, `latest(book)` | of actions: the newest takes the place of all before it; the one under way is taken back first, so that it never takes effect after the newest | |
/// | `drop`, `drop(book)` | of actions: what comes while one is under way is not made | |
/// | `refreshes(GetCart, GetReviews { book }, "books")` | of actions: the queries whose answers it makes stale | every query |
/// | `optimistic(GetCart)` | of actions: the queries of which it is shown what it changes before it is answered | none |
/// | `tags = ["books", "book:{slug}"]` | of queries: the names by which actions find it | none |
/// | `cache = shared("1h", stale = "10m")` | of queries: how long an answer is given as it is, and how much longer while another is read; everybody is given the same | none |
/// | `cache = private("1m")` | the same, for each caller by itself | none |
///
/// # What becomes stale
///
/// | in `refreshes(..)` | what it makes stale |
/// | --- | --- |
/// | `GetCart`, `crate::cart::GetCart` | that query, with any arguments |
/// | `GetReviews { book }`, `GetCart {}` | that query with just these arguments |
/// | `"books"`, `"book:{book}"` | every query with this tag |
/// | nothing: `refreshes()` | nothing |
///
/// Inside, the arguments that travel have their names: in the expressions of a struct each is a clone of its own, in a
/// text `{book}` means what it means in `format!`.
///
/// An action that is `optimistic(GetCart)` comes with an `impl Optimistic<GetCart>` for its arguments. It makes the
/// queries stale that the `impl` matches, and what `refreshes(..)` names besides; without `refreshes(..)` nothing else.
/// Its body may take its intent's name, `#[extract] id: IntentId`, and store what it creates under that.
///
/// ```
/// use leptos_actions::{Action, IntentId, Tag, prelude::*};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
/// # pub struct Review { id: IntentId, text: String }
///
/// #[query(public, tags = ["reviews", "reviews:{book}"])]
/// async fn get_reviews(book: u32) -> CallResult<Vec<Review>> {
/// #   let _ = book;
///     // ..
/// #   Ok(Vec::new())
/// }
///
/// #[action(public, optimistic(GetReviews), refreshes("book:{book}"))]
/// async fn add_review(book: u32, text: String, #[extract] id: IntentId) -> CallResult<()> {
/// #   let _ = (book, text, id);
///     // ..
/// #   Ok(())
/// }
///
/// impl Optimistic<GetReviews> for AddReview {
///     fn apply(&self, id: &IntentId, reviews: &mut Vec<Review>) {
///         reviews.push(Review { id: id.clone(), text: self.text.clone() });
///     }
///
///     fn matches(&self, query: &GetReviews) -> bool {
///         query.book == self.book
///     }
/// }
///
/// #[action(public, refreshes(GetReviews { book }))]
/// async fn remove_reviews(book: u32) -> CallResult<()> {
/// #   let _ = book;
///     // ..
/// #   Ok(())
/// }
///
/// let removed = RemoveReviews { book: 7 }.refreshes();
/// assert_eq!(removed, Some(vec![Tag::instance(&GetReviews { book: 7 })]));
/// let added = AddReview { book: 7, text: String::new() }.refreshes();
/// assert_eq!(added, Some(vec![Tag::name("book:7")]));
/// ```
///
/// # Parameters
///
/// | parameter | meaning |
/// | --- | --- |
/// | `#[caller] member: Member` | who may call: any type that implements `Caller`; at most one |
/// | `#[extract] State(db): State<Db>` | comes from the server and never travels; any pattern |
/// | `#[extract] id: IntentId` | of actions: the name of the intent, the same whenever the call is retried |
/// | `book: BookId` | travels: `Clone`, `Serialize` and `Deserialize`, by value, with a plain name |
/// | `#[form(range = 0..=99)] n: u32` | travels, and is checked on both sides: a number (or a `Date`) between two bounds |
/// | `#[form(length = 1..=80)] title: String` | the same, for the number of characters; from 1 on it is required, and blanks alone are nothing |
/// | `#[form(email)] to: String` | the same: empty, or what a browser takes in `<input type="email">` |
/// | `avatar: Upload`, `Option<Upload>`, `Vec<Upload>` | a file of a form, at most 2 MiB, in a list at most ten |
/// | `#[form(max_size = "5 MiB", types = ["image/png"], count = 3)]` | of files: how large one may be, of which declared types, and how many a list holds |
/// | `#[form(url)] site: String` | the same: empty, or an absolute address with `http` or `https` |
/// | `#[form(same_as = email)] again: String` | the same: what is typed twice is the same |
/// | `#[form(default = 1)] page: u32` | what it is when a form does not send it |
/// | `#[form(autocomplete = "email")] to: String` | what a browser may fill in |
/// | `#[form(handle = to_field)] to: String` | the name of its handle, when `Args::to()` is taken |
/// | `#[form] input: SignUp` | a struct that derives [`Form`](macro@Form): its fields are the form's |
/// | `#[form] lines: Vec<Line>` | several of them, as `lines[0].quantity`, `lines[1].quantity`; written as `Vec` |
///
/// One bound may be left out: `length = 1..`, `range = ..=99`. Rules look into options, lists and secrets.
///
/// `#[serde(default)]`, `#[serde(alias = "..")]` and `#[serde(skip_serializing_if = "..")]` may stand on an argument
/// for the sake of programs; a form reads an argument by its own name and type. Other attributes go where they
/// belong: `#[cfg]` and lint levels to everything, documentation to function and struct, `#[deprecated]` to the
/// function that callers see, everything else (`#[tracing::instrument]`) to the body.
///
/// # Errors
///
/// The function returns `CallResult<T>` or `CallResult<T, E>`, under whatever alias: a `Result` with `CallError` as
/// its error. `E` derives `PublicError`; `?` turns every other error into an internal one that is logged and not sent.
///
/// It does not compile without an answer to "who may call?", as a method, when it is generic, `unsafe` or not `async`,
/// when an argument cannot travel (or is borrowed, or has a name that starts with `_`), or when something is extracted
/// that is not available in this kind of call.
///
/// # Which half is compiled
///
/// In a browser (`wasm32-unknown-unknown`) the client's, everywhere else the server's. In a crate whose manifest
/// declares the feature `ssr`, the server's half needs that feature as well. The types of `#[caller]` and `#[extract]`
/// parameters may be missing where the client's half is compiled; their imports need the same `cfg`.
#[proc_macro_attribute]
pub fn action(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(Kind::Action, options.into(), item.into(), &Sides::of_this_crate()).into()
}

/// Makes an `async fn` a call that reads.
///
/// Everything said of [`macro@action`] holds, with four differences: it is a `GET`; its arguments are its key and its
/// answers are compared, so that both are `PartialEq` as well; it cannot take what shapes an answer, such as `Reply`,
/// nor the name of an intent; and it has `tags` and not the options of actions.
///
/// ```
/// use leptos_actions::{Callable, prelude::*};
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)] struct Book { title: String }
/// # #[derive(Clone)] struct Shop;
/// # impl Shop { async fn book(&self, _: u32) -> std::io::Result<Option<Book>> { Ok(None) } }
///
/// /// One book.
/// #[query(public, args = GetBook)]
/// async fn book(id: u32, #[extract] State(shop): State<Shop>) -> CallResult<Book> {
///     shop.book(id).await?.or_not_found()
/// }
///
/// assert_eq!(GetBook::META.name, "book");
/// ```
///
/// Name a query with a verb, `get_book`, and its struct is called `GetBook` without a word.
///
/// `tags` are names by which actions find the query: `#[action(refreshes("book:{book}"))]` makes every query stale that
/// has the tag just then. A tag may hold arguments, as in `format!`.
///
/// ```
/// use leptos_actions::{Query, prelude::*};
///
/// #[query(public, tags = ["books", "book:{slug}"])]
/// async fn get_book(slug: String) -> CallResult<String> {
///     Ok(slug)
/// }
///
/// let query = GetBook { slug: "emma".to_owned() };
/// assert_eq!(query.tags(), ["books", "book:emma"]);
/// ```
///
/// # Kept answers
///
/// With `cache = shared("1h")` an answer is kept on the server, and in caches between, for everybody. It compiles only if
/// nothing in the signature depends on a request or a caller: no `#[caller]`, `Cookies`, `Headers`, `Axum`, `Scope`. With
/// `cache = private("1m")` it is kept for each principal by itself; for somebody who is nobody in particular only their
/// own browser keeps it. What an action names with `refreshes(..)` or changes with `optimistic(..)` is expired when it has
/// succeeded, and so is what `Reply::revalidate` says. An action that names nothing expires what is kept for its own
/// principal; what is shared says itself how old it may be.
///
/// ```
/// use leptos_actions::prelude::*;
///
/// #[query(public, cache = shared("1h", stale = "10m"), tags = ["genres"])]
/// async fn get_genres() -> CallResult<Vec<String>> {
///     Ok(vec!["Mystery".to_owned()])
/// }
/// ```
#[proc_macro_attribute]
pub fn query(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(Kind::Query, options.into(), item.into(), &Sides::of_this_crate()).into()
}

/// Makes an `async fn` one whose values are kept on the server for a while, for everybody.
///
/// It is called like a function, from the bodies of calls and while a page is rendered. It is no endpoint: no address leads
/// to it, and in a browser it does not exist. A component that calls it there does not compile, as with everything that
/// only the server has; let it ask a query that does.
///
/// ```
/// use leptos_actions::prelude::*;
/// # #[derive(Clone)] struct Shop;
/// # impl Shop { async fn most_sold(&self, _: &str) -> std::io::Result<Vec<String>> { Ok(Vec::new()) } }
///
/// /// The books of a genre that are sold most.
/// #[cached("1h", stale = "10m", tags = ["books", "genre:{genre}"])]
/// async fn popular(genre: String, #[extract] State(shop): State<Shop>) -> CallResult<Vec<String>> {
///     Ok(shop.most_sold(&genre).await?)
/// }
///
/// #[query(public)]
/// async fn get_window(genre: String) -> CallResult<Vec<String>> {
///     let mut books = popular(genre).await?;
///     books.truncate(3);
///     Ok(books)
/// }
/// ```
///
/// | option | meaning | default |
/// | --- | --- | --- |
/// | `"1h"` | how long a value is given as it is: s, min (or m), h or d; it comes first | |
/// | `stale = "10m"` | how much longer it is given while another is read | not at all |
/// | `tags = ["books"]` | the names by which it is expired: `refreshes("books")`, `Reply::revalidate("books")` | none |
/// | `timeout = "10s"` | how long the body may run | 30 s |
/// | `args = Popular` | name of the struct of its arguments | the function's name in `PascalCase` |
///
/// Its arguments are what its values are found by: they are `Clone`, `PartialEq` and travel through `serde`, and so is the
/// value. It takes [`State`](macro@action) and other things of the server by `#[extract]`, but nothing of a request and no
/// `#[caller]`. What it reads from other kept values lowers its lifetime to theirs, and their tags are its own too.
#[proc_macro_attribute]
pub fn cached(options: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(Kind::Cached, options.into(), item.into(), &Sides::of_this_crate()).into()
}

/// Makes a struct a form: its fields can be filled by one, are checked on both sides, and have typed handles.
///
/// ```
/// use leptos_actions::{FieldErrors, Secret, prelude::*};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Clone, Serialize, Deserialize, Form)]
/// #[form(check = no_name_in_password)]
/// pub struct SignUp {
///     #[form(length = 1..=80, autocomplete = "name")]
///     name: String,
///     #[form(length = 1..=254, email, autocomplete = "email")]
///     email: String,
///     #[form(length = 8.., autocomplete = "new-password")]
///     password: Secret<String>,
///     #[form(same_as = password, autocomplete = "new-password")]
///     repeated: Secret<String>,
///     newsletter: bool,
/// }
///
/// fn no_name_in_password(form: &SignUp, errors: &mut FieldErrors) {
///     if form.password.expose().contains(&form.name) {
///         errors.extend(SignUp::password().refuse("contains_name"));
///     }
/// }
///
/// #[action(public)]
/// async fn create_account(#[form] input: SignUp) -> CallResult<()> {
///     if input.email == "ada@example.org" {
///         Err(SignUp::email().refuse("taken"))?; // 422, beside the field
///     }
///     Ok(())
/// }
/// ```
///
/// In a form the fields of a `#[form]` parameter have their plain names (`email`); in JSON and CBOR they stand under the
/// parameter's (`{"input": {"email": ..}}`). Errors name them plainly in both.
///
/// Several are `#[form] lines: Vec<Line>`, in an action or in another such struct. Their fields are `lines[0].quantity`
/// and so on in a form, numbered without gaps; `UpdateCart::lines().at(0, Line::quantity())` is the handle of one, and
/// errors have these names in JSON and CBOR too. A struct of several has no rows and no files in it.
///
/// On its fields stand the same rules as on an action's parameters; on the struct
/// `#[form(check = path)]` for a rule of the form as a whole, a function of `&SignUp` and `&mut FieldErrors`. It runs on
/// the server, once every field decodes.
///
/// # Errors
///
/// It does not compile for enums, unions, tuple structs and generic structs, for a field called like another one of the
/// same form, and for serde attributes that a form could not follow, such as `rename`.
#[proc_macro_derive(Form, attributes(form))]
pub fn derive_form(item: TokenStream) -> TokenStream {
    form::expand(item.into()).into()
}

/// Makes an enum or a struct an application's own error: one that travels, and that people may read.
///
/// It goes together with `thiserror`, whose text is for the log and stays on the server.
///
/// ```
/// use leptos_actions::PublicError;
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Debug, Clone, Serialize, Deserialize, thiserror::Error, PublicError)]
/// #[public(status = 422)]
/// pub enum CartError {
///     #[error("book {0} is sold out")]
///     #[public(status = 409, code = "sold-out", message = "This book is sold out.")]
///     SoldOut(u32),
///     #[error("only {left} left")]
///     #[public(message = "Only {left} are left.")]
///     TooMany { left: u32 },
/// }
///
/// assert_eq!(CartError::SoldOut(7).status(), 409);
/// assert_eq!(CartError::TooMany { left: 2 }.message(), "Only 2 are left.");
/// ```
///
/// | option | meaning | default |
/// | --- | --- | --- |
/// | `status = 422` | the HTTP status, 400 to 599; on an enum, that of all variants that have none | 409 |
/// | `code = "sold-out"` | a stable name for programs | the variant's (or struct's) name in `kebab-case` |
/// | `message = ".."` | what a person reads; `{left}` and `{0}` stand for fields, formats work | "This could not be done." |
///
/// # Errors
///
/// It does not compile for unions, for types that borrow (type parameters need a `'static`), for a message that names
/// no field, and for a type that is not also an `Error`, `Clone`, `Serialize` and `Deserialize`.
#[proc_macro_derive(PublicError, attributes(public))]
pub fn derive_public_error(item: TokenStream) -> TokenStream {
    public_error::expand(item.into()).into()
}
