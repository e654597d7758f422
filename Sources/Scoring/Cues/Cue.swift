/// Something of two answers that can be seen without understanding them and may give the label away.
package struct Cue: Sendable {
  /// One word, for programs.
  package let name: String
  /// What is said of the better answer where the cue points up: `is longer`.
  package let words: String
  /// And where it points down: `is shorter`.
  package let opposite: String
  /// Why it matters if it predicts the label, one sentence.
  package let why: String
  /// Columns of `DenseFeature.all` whose sum is compared.
  let columns: [Int]

  init(_ name: String, _ words: String, _ opposite: String, of features: [String], why: String) {
    self.name = name
    self.words = words
    self.opposite = opposite
    self.why = why
    columns = features.compactMap { name in DenseFeature.all.firstIndex { $0.name == name } }
  }

  /// All that are read from the texts, in the order of reports.
  package static let all: [Cue] = [
    Cue(
      "longer", "is longer", "is shorter", of: ["characters"],
      why: "A reward model trained on this learns length in place of quality."),
    Cue(
      "list_items", "has more list items", "has fewer list items",
      of: ["bullets", "numbered_items"],
      why: "Layout can be had without a better answer: models learn to write lists everywhere."),
    Cue(
      "markup", "has more headings and bold print", "has fewer headings and less bold print",
      of: ["headings", "bold"],
      why: "Markdown is a matter of the client that shows it, and easily over-optimised."),
    Cue(
      "code", "has more code", "has less code", of: ["code_lines", "code_blocks"],
      why: "Fine where the prompts ask for code; else it is a habit of one generator."),
    Cue(
      "refuses", "refuses more", "refuses less", of: ["refusals", "early_refusal"],
      why:
        "If refusing alone wins, over-refusal is what will be learned; if it loses, compliance is."
    ),
    Cue(
      "hedges", "hedges and warns more", "hedges and warns less", of: ["hedges", "cautions"],
      why: "Caution in words is cheap, and is learned in place of being right."),
    Cue(
      "unfinished", "breaks off", "does not break off", of: ["ends_unfinished"],
      why: "Answers cut at a token limit teach that an end is optional, or that a cut one is wrong."
    ),
    Cue(
      "copies_prompt", "repeats more of the question", "repeats less of the question",
      of: ["question_covered"],
      why: "Overlap with the question stands for being on topic, which copying gives for nothing."),
    Cue(
      "offers_help", "ends by offering help", "offers no further help", of: ["closings"],
      why: "A stock phrase of one generator tells who wrote the answer, not how good it is."),
    Cue(
      "exclaims", "has more exclamation marks", "has fewer exclamation marks",
      of: ["exclamation_marks"],
      why: "Tone without content: the start of flattery."),
    Cue(
      "varied", "repeats its words less", "repeats its words more", of: ["distinct_trigrams"],
      why:
        "Short answers repeat less by nature, so look at length first; beyond it, loops are told."),
  ]
}
