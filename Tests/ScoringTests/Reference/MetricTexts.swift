@testable import Scoring

/// A response and its references.
typealias MetricText = (response: String, references: [String])

/// Texts of the tables of reference metrics: each has something that tokenizers treat in its own way.
let metricTexts: [String: MetricText] = [
  "cat": ("The cat sat on the mat, and purred.", ["The cat is sitting on the mat, purring."]),
  "short": ("Hello there", ["Hello there, old friend!"]),
  "two": (
    "It costs $1,000.50 (about 900 euros).",
    ["The price is $1,000.50.", "It costs about 900 euros (1,000.50 dollars)."]
  ),
  "markup": (
    "A &quot;quoted&quot; &amp; well-\nknown <skipped>line &lt;end&gt;\n",
    ["A \"quoted\" & wellknown line <end>"]
  ),
  "chinese": ("今天天气很好，我们去公园。", ["今天的天气很好，我们一起去公园吧。"]),
  "arabic": ("مرحبا بالعالم، كيف حالك؟ ١٢٫٥", ["مرحبا يا عالم، كيف حالك؟ ١٢٫٥"]),
  "emoji": (
    "So good 😀😀 \u{2014} I\u{2019}d say \u{201C}10/10\u{201D}\u{2026}",
    ["So good 😀 \u{2014} I'd say \"10/10\"..."]
  ),
  "greek": ("ΟΔΥΣΣΕΥΣ ΚΑΙ ΝΑΥΣΙΚΑ. İSTANBUL", ["Οδυσσευς και Ναυσικα. i\u{307}stanbul"]),
  "blanks": (
    "one\u{A0}two\u{3000}three\u{1C}four\r\nfive\u{0}six", ["one two three four five\u{0}six"]
  ),
  "marks": ("...,,, 1..5 a.,b -3-4- 5.", ["... , 1 . . 5 a . , b -3 -4 - 5 ."]),
  "nothing": ("", ["Some reference."]),
  "noref": ("Some response.", [""]),
  "same": ("Equal text, to the last word.", ["Equal text, to the last word."]),
  "other": ("alpha beta gamma", ["delta epsilon zeta"]),
  "repeat": (
    "the the the the the the the", ["the cat is on the mat", "there is a cat on the mat"]
  ),
  "lines": (
    "The cats were running.\n\nThey ran happily to the relational database!\nthe end",
    ["A cat was running\nthey happily ran to databases, relational ones\nthe very end"]
  ),
  "kelvin": ("300 K İstanbul Å", ["300 k i stanbul"]),
  "stems": (
    "skies flies dying news innings proceeded hopefully conditional geology",
    ["sky fly die new inning proceed hopefulness condition geologies"]
  ),
]

extension ReferenceMetric {
  /// The score of one response against its references.
  mutating func score(_ text: MetricText) -> Double? {
    prepare(text.references.map { Array($0.utf8) })
    return score(Array(text.response.utf8))
  }
}
