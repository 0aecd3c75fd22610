//! One name in several spellings.

/// `set_quantity` as `SetQuantity`.
pub fn pascal_case(snake: &str) -> String {
    snake
        .split('_')
        .flat_map(|word| {
            word.chars()
                .take(1)
                .flat_map(char::to_uppercase)
                .chain(word.chars().skip(1))
        })
        .collect()
}

/// `SoldOut` as `sold-out`, `HTTPError` as `http-error`.
pub fn kebab_case(pascal: &str) -> String {
    let letters: Vec<char> = pascal.chars().collect();
    let mut kebab = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let after_lower = index > 0 && !letters[index - 1].is_uppercase();
        let before_lower = index > 0 && letters.get(index + 1).is_some_and(|next| next.is_lowercase());
        if letter.is_uppercase() && (after_lower || before_lower) && !kebab.ends_with('-') {
            kebab.push('-');
        }
        if *letter == '_' {
            kebab.push('-');
        } else {
            kebab.extend(letter.to_lowercase());
        }
    }
    kebab
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_name_becomes_a_type_name() {
        assert_eq!(pascal_case("set_quantity"), "SetQuantity");
        assert_eq!(pascal_case("_sign_in_2"), "SignIn2");
        assert_eq!(pascal_case("getBook"), "GetBook");
        assert_eq!(pascal_case("__"), "");
    }

    #[test]
    fn a_variant_name_becomes_a_code() {
        assert_eq!(kebab_case("SoldOut"), "sold-out");
        assert_eq!(kebab_case("HTTPError"), "http-error");
        assert_eq!(kebab_case("TooMany2Books"), "too-many2-books");
        assert_eq!(kebab_case("A"), "a");
        assert_eq!(kebab_case("Not_Found"), "not-found");
    }
}
