use leptos_actions::PublicError;

#[derive(PublicError)]
union Both {
    a: u8,
    b: u8,
}

#[derive(Debug, PublicError)]
struct Borrowing<'a>(&'a str);

#[derive(Debug, PublicError)]
struct Generic<T>(T);

fn main() {}
