internal import Pipeline
internal import Records
internal import Store

/// What all batches of `rubrics.import` came to.
struct ImportTotals {
  private var counts = Counts()
  private var rubrics = 0
  private var refused: [String] = []
  private var matched: Set<PublicID> = []

  mutating func add(_ found: Importing.Found) {
    counts.add(found.batch.counts)
    rubrics += found.batch.rubrics.count
    matched.formUnion(found.matched)
    refused = Array((refused + found.refused).prefix(3))
  }

  func notes(_ name: String, _ table: RubricTable?) -> [RunNote] {
    var notes = [
      RunNote(
        "rubrics",
        "`\(name)`: \(rubrics) rubrics with \(counts[Importing.criteria]) criteria for "
          + "\(counts[Importing.imported]) prompts; a program checks \(counts[Importing.compiled]) of the criteria"
      )
    ]
    let (paired, gone) = (counts[Importing.paired], counts[Importing.gone])
    if paired > 0 {
      notes.append(
        RunNote(
          "rubrics",
          "\(paired) of the rubrics belong to one pair: the records of their prompts have different ones"
        ))
    }
    if gone > 0 {
      notes.append(
        RunNote("rubrics", "\(gone) rubrics are left out with the one pair they belong to"))
    }
    let unreadable = counts[Importing.unreadable]
    if unreadable > 0 {
      notes.append(
        RunNote(
          "warning",
          "warning: \(unreadable) rubrics cannot be read: \(refused.joined(separator: "; "))"))
    }
    if let table { return notes + told(table) }
    if counts[Importing.imported] == 0 {
      notes.append(
        RunNote("warning", "warning: no prompt has a rubric: does `rubric:` say where they stand?"))
    }
    return notes
  }

  /// How many prompts of a file there are, and which are none of the corpus.
  private func told(_ table: RubricTable) -> [RunNote] {
    let others = table.unmatched(matched)
    var words =
      "`\(table.name)`: \(table.rows) records, \(table.bad) of them unusable, \(table.prompts) prompts"
    guard table.prompts > 0 else {
      return [
        RunNote("file", words),
        RunNote(
          "warning",
          "warning: no record of `\(table.name)` has a prompt and a rubric: do `prompt:` and `rubric:` say where they stand?"
        ),
      ]
    }
    guard !others.isEmpty else { return [RunNote("file", words)] }
    let first = others.prefix(3).map {
      "“\($0.split(whereSeparator: \.isNewline).joined(separator: " "))”"
    }
    words +=
      "; \(others.count) of these are none of the prompts looked at, such as \(first.joined(separator: ", "))"
    guard others.count == table.prompts else { return [RunNote("file", words)] }
    return [
      RunNote("file", words),
      RunNote(
        "warning",
        "warning: no prompt of `\(table.name)` is a prompt of the corpus: does `prompt:` say where they stand, and are "
          + "they the same texts?"),
    ]
  }
}
