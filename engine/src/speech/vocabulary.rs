//! Names and words that are likely to be said → what the model is told was said before: it spells then as it has read.

/// Letters that are told at most: the model reads them anew for each window.
const LETTERS_MAX: usize = 400;

/// One line, the words in their order, without what is no word. Empty for none.
pub fn earlier(words: &[String]) -> String {
    let mut line = String::new();
    for word in words {
        let word: String = word.chars().filter(|character| !character.is_control()).collect();
        let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
        if word.is_empty() || line.chars().count() + word.chars().count() > LETTERS_MAX {
            continue;
        }
        if !line.is_empty() {
            line.push_str(", ");
        }
        line.push_str(&word);
    }
    if !line.is_empty() {
        line.push('.');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_a_line_that_is_bounded() {
        let words = |list: &[&str]| list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            earlier(&words(&["Kowalczyk", " Blue \n Line ", "", "\u{0}"])),
            "Kowalczyk, Blue Line."
        );
        assert_eq!(earlier(&[]), "");
        let many = vec!["Abcdefghi".to_owned(); 100];
        assert!(earlier(&many).len() <= LETTERS_MAX + 2 * 50);
    }
}
