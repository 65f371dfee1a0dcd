//! What agents say and customers do not, and the other way round: a few phrases of each language, as `plain` writes them. A hint among
//! others, never a verdict.

pub(super) const AGENT: &[&str] = &[
    // English
    "thank you for calling",
    "thanks for calling",
    "how can i help",
    "how may i help",
    "how can i assist",
    "how may i assist",
    "what can i do for you",
    "can i have your",
    "may i have your",
    "could i have your",
    "can i get your",
    "can i please have",
    "anything else i can",
    "anything else today",
    "let me pull up",
    "let me look that up",
    "for calling and",
    "on a recorded line",
    "verify your",
    // Spanish
    "gracias por llamar",
    "en qué puedo ayudar",
    "en qué le puedo ayudar",
    "cómo puedo ayudar",
    "me puede dar su",
    "puede facilitarme",
    "algo más en que",
    "algo más en lo que",
    // French
    "merci d avoir appelé",
    "merci de votre appel",
    "comment puis je vous aider",
    "puis je vous aider",
    "que puis je faire pour vous",
    "puis je avoir votre",
    "autre chose pour vous",
    // German
    "vielen dank für ihren anruf",
    "danke für ihren anruf",
    "wie kann ich ihnen helfen",
    "was kann ich für sie tun",
    "kann ich sonst noch",
    "nennen sie mir bitte",
    // Italian, Portuguese
    "grazie per aver chiamato",
    "come posso aiutar",
    "obrigado por ligar",
    "obrigada por ligar",
    "em que posso ajudar",
];

pub(super) const CUSTOMER: &[&str] = &[
    // English
    "i m calling about",
    "i m calling because",
    "i m calling in",
    "i m calling to",
    "i am calling about",
    "i am calling because",
    "i have a problem with",
    "i m having a problem",
    "i m having trouble",
    "i want to cancel",
    "i d like to cancel",
    "i need to cancel",
    "i would like to cancel",
    "i want a refund",
    "my order",
    "my bill",
    "i ordered",
    "i bought",
    "speak to a manager",
    "speak to your",
    // Spanish
    "llamo porque",
    "llamaba porque",
    "le llamo por",
    "tengo un problema",
    "quiero cancelar",
    "quisiera cancelar",
    "mi pedido",
    "mi factura",
    // French
    "j appelle parce",
    "j appelle pour",
    "je vous appelle parce",
    "j ai un problème",
    "je voudrais annuler",
    "ma commande",
    "ma facture",
    // German
    "ich rufe an weil",
    "ich habe ein problem",
    "ich möchte kündigen",
    "meine bestellung",
    "meine rechnung",
    // Italian, Portuguese
    "chiamo perché",
    "ho un problema",
    "estou ligando porque",
    "tenho um problema",
];

/// Lower case, letters and digits, single spaces, one at either end.
pub(super) fn plain(text: &str) -> String {
    let spaced: String = text
        .chars()
        .flat_map(char::to_lowercase)
        .map(|character| if character.is_alphanumeric() { character } else { ' ' })
        .collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    format!(" {} ", words.join(" "))
}

/// Different phrases of a list in a text: each begins with a word.
pub(super) fn count(phrases: &[&str], text: &str) -> usize {
    phrases
        .iter()
        .filter(|phrase| text.contains(&format!(" {phrase}")))
        .count()
}
