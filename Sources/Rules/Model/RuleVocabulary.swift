/// Names that rules and prompts share.
enum RuleVocabulary {
  /// Punctuation marks by name.
  static let marks: [(mark: String, singular: String, plural: String)] = [
    (",", "comma", "commas"), (";", "semicolon", "semicolons"), (":", "colon", "colons"),
    ("!", "exclamation mark", "exclamation marks"),
    ("!", "exclamation point", "exclamation points"),
    ("?", "question mark", "question marks"), (".", "period", "periods"),
    (".", "full stop", "full stops"),
    ("-", "hyphen", "hyphens"), ("—", "dash", "dashes"), ("—", "em dash", "em dashes"),
    ("—", "em-dash", "em-dashes"),
    ("'", "apostrophe", "apostrophes"), ("\"", "quotation mark", "quotation marks"),
    ("*", "asterisk", "asterisks"), ("#", "hashtag", "hashtags"),
  ]
}

/// Languages by ISO 639-1 code.
package enum LanguageName {
  static let names: [(code: String, name: String)] = [
    ("en", "English"), ("es", "Spanish"), ("pt", "Portuguese"), ("ar", "Arabic"), ("hi", "Hindi"),
    ("fr", "French"), ("ru", "Russian"), ("de", "German"), ("ja", "Japanese"), ("it", "Italian"),
    ("bn", "Bengali"), ("uk", "Ukrainian"), ("th", "Thai"), ("ur", "Urdu"), ("ta", "Tamil"),
    ("te", "Telugu"), ("bg", "Bulgarian"), ("ko", "Korean"), ("pl", "Polish"), ("he", "Hebrew"),
    ("fa", "Persian"), ("vi", "Vietnamese"), ("ne", "Nepali"), ("sw", "Swahili"),
    ("kn", "Kannada"), ("mr", "Marathi"), ("gu", "Gujarati"), ("pa", "Punjabi"),
    ("ml", "Malayalam"), ("fi", "Finnish"), ("nl", "Dutch"), ("sv", "Swedish"), ("da", "Danish"),
    ("no", "Norwegian"), ("tr", "Turkish"), ("ro", "Romanian"), ("cs", "Czech"),
    ("hu", "Hungarian"), ("id", "Indonesian"), ("el", "Greek"), ("zh", "Chinese"),
  ]

  /// Other names that prompts use.
  private static let others = ["farsi": "fa", "mandarin": "zh", "bangla": "bn", "panjabi": "pa"]

  private static let codes: [String: String] = {
    var codes = others
    for (code, name) in names { codes[name.lowercased()] = code }
    return codes
  }()

  /// The name of a code; the code where it is not known.
  package static func name(of code: String) -> String {
    names.first { $0.code == code }?.name ?? code
  }

  /// The code of a name in lower case; `nil` where it is none.
  package static func code(of name: String) -> String? { codes[name] }
}
