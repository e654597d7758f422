internal import Pipeline
internal import Records
internal import Store

/// README.md: the front matter by which `datasets` loads every split, and what a person wants to
/// know.
extension ExportReport {
  var card: String { frontMatter + text }

  /// Splits with rows; `datasets` refuses one without files.
  private var filled: [(name: String, tally: ExportTally, shards: [Shard])] {
    written.splits.filter { $0.tally.rows > 0 }
  }

  private var frontMatter: String {
    var lines = ["---"] + licenceLines + ["pretty_name: \(JSONText.quoted(title))"]
    lines += ["size_categories:", "- \(Self.sizeCategory(written.total.rows))", "tags:"]
    lines += (["preference", "winnow"] + [export.trainer.replacing(".", with: "-")]).map {
      "- \($0)"
    }
    lines += ["configs:", "- config_name: default", "  default: true", "  data_files:"]
    for split in filled {
      lines += [
        "  - split: \(JSONText.quoted(split.name))", "    path: \(Self.pattern(split.name))",
      ]
    }
    lines +=
      ["dataset_info:", "  features:"] + columns.flatMap { $0.feature(written.shape) } + [
        "  splits:"
      ]
    for split in filled {
      lines += [
        "  - name: \(JSONText.quoted(split.name))",
        "    num_bytes: \(split.shards.reduce(0) { $0 + $1.expandedBytes })",
        "    num_examples: \(split.tally.rows)",
      ]
    }
    let shards = filled.flatMap(\.shards)
    lines += [
      "  download_size: \(shards.reduce(0) { $0 + $1.bytes })",
      "  dataset_size: \(shards.reduce(0) { $0 + $1.expandedBytes })", "---", "",
    ]
    return lines.joined(separator: "\n")
  }

  private var title: String { "\(context.provenance.pipeline) for \(export.trainer)" }

  /// All shards of a split; no other split's name begins like that, for `-` is in none.
  private static func pattern(_ split: String) -> String { JSONText.quoted("data/\(split)-*") }

  private static func sizeCategory(_ rows: Int) -> String {
    let steps = ["1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T"]
    var limit = 1000
    for (i, step) in steps.enumerated() {
      if rows < limit { return i == 0 ? "n<1K" : "\(steps[i - 1])<n<\(step)" }
      limit *= 10
    }
    return "n>1T"
  }
}

/// The licence of the whole, as the front matter takes it.
extension ExportReport {
  private var licenceLines: [String] {
    switch licences.count {
    case 0: return ["license: unknown"]
    case 1 where Self.hubLicences.contains(licences[0].lowercased()):
      return ["license: \(licences[0].lowercased())"]
    case 1: return ["license: other", "license_name: \(JSONText.quoted(licences[0]))"]
    default: return ["license: other", "license_name: \(JSONText.quoted("see below"))"]
    }
  }

  /// Identifiers the Hugging Face hub knows, of those that data come under.
  private static let hubLicences: Set<String> = [
    "apache-2.0", "mit", "openrail", "afl-3.0", "bsd", "bsd-2-clause", "bsd-3-clause", "cc",
    "cc0-1.0", "cc-by-2.0", "cc-by-2.5", "cc-by-3.0", "cc-by-4.0", "cc-by-sa-3.0", "cc-by-sa-4.0",
    "cc-by-nc-2.0", "cc-by-nc-3.0", "cc-by-nc-4.0", "cc-by-nd-4.0", "cc-by-nc-nd-3.0",
    "cc-by-nc-nd-4.0", "cc-by-nc-sa-2.0", "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0",
    "cdla-sharing-1.0", "cdla-permissive-1.0", "cdla-permissive-2.0", "gpl", "gpl-2.0", "gpl-3.0",
    "agpl-3.0", "lgpl", "lgpl-2.1", "lgpl-3.0", "isc", "mpl-2.0", "odc-by", "odbl", "pddl",
    "unlicense", "wtfpl", "zlib", "llama2", "llama3", "llama3.1", "llama3.2", "llama3.3", "gemma",
    "etalab-2.0", "open-mdw",
  ]
}

/// The text.
extension ExportReport {
  private var text: String {
    let provenance = context.provenance
    var text = """
      # \(title)

      Preference data made by winnow with the pipeline \(Self.code(provenance.pipeline)), for \
      \(Self.code(export.trainer)) in \(written.shape.rawValue) shape. \
      `datasets.load_dataset` on this folder gives every split.

      ## Columns


      """
    text += Self.table(
      ["column", "type", "meaning"],
      columns.map { [Self.code($0.name), $0.type(written.shape), Self.escaped($0.doc)] })
    for note in notes { text += "\n\(note)\n" }
    text += "\n## Splits\n\n"
    text += Self.table(
      ["split", "rows", unit.plural, "shards"],
      written.splits.map {
        [Self.code($0.name), "\($0.tally.rows)", "\($0.tally.written)", "\($0.shards.count)"]
      })
    text += "\n## Sources\n\n"
    text += Self.table(
      ["source", "licence", "files", "records"],
      provenance.sources.map { source in
        let licences = source.licences.filter { !$0.isEmpty }.map(Self.escaped)
        return [
          Self.escaped(source.name),
          licences.isEmpty ? "not stated" : licences.joined(separator: ", "),
          "\(source.files.count)", "\(source.counts["records"])",
        ]
      })
    return text + inference + certificate + history
  }

  /// How a model trained on the rows is asked.
  private var inference: String {
    let words = context.provenance.inference
    guard !words.isEmpty else { return "" }
    return "\n## At inference\n\n" + words.map { "\(Self.escaped($0))\n" }.joined()
  }

  /// What a blind check of the labels came to.
  private var certificate: String {
    let words = context.provenance.certificate
    guard !words.isEmpty else { return "" }
    return "\n## How many labels are wrong\n\n"
      + words.map { "- \(Self.escaped($0))\n" }.joined()
  }

  /// What became of labels between 0 and 1, where the pipeline says it.
  private var softLabelNote: String {
    switch export.settings.softLabels {
    case nil, .carry: ""
    case .ignore: "Labels between 0 and 1 were taken for certain (`soft_labels: ignore`)."
    case .sample:
      "Labels between 0 and 1 were drawn: a pair whose label has probability p stands in that order "
        + "with chance p and else turned round (`soft_labels: sample`)."
    case .threshold:
      "Pairs whose label has a probability below \(export.settings.minProbability) were left out "
        + "(`soft_labels: threshold`)."
    }
  }

  private var unit: UnitKind { export.settings.unit }

  private var notes: [String] {
    var notes: [String] = []
    if type(of: export.trainerValue).hasAnswers && written.shape == .standard
      && export.settings.responsePrefix.isEmpty
    {
      notes.append(
        """
        TRL joins prompt and response as they stand, without a blank between them; \
        `response_prefix` puts one there.
        """)
    }
    let trainer = export.trainerValue
    let total = written.total
    notes += [trainer.note, trainer.balanceNote(good: total.good, bad: total.bad), softLabelNote]
    return notes.filter { !$0.isEmpty }
  }

  /// How the pairs became those that are here.
  private var history: String {
    var text = "\n## How it was made\n\n"
    text += Self.table(
      ["step", "stage", "counts"],
      context.provenance.runs.map { run in
        [Self.escaped(run.label), Self.code(run.stage), Self.list(run.counts)]
      })
    let total = written.total
    text +=
      "\nOf \(total.units) \(unit.plural) \(total.written) were written, as \(total.rows) rows.\n"
    if !total.byReason.isEmpty {
      text += "\n"
      text += Self.table(
        ["not written", unit.plural, "because"],
        total.byReason.map {
          [Self.code($0.reason.rawValue), "\($0.count)", $0.reason.meaning(unit)]
        })
    }
    text += """

      `\(Manifest.fileName)` names every source file, run and option with its digest.

      """
    return text
  }

  private static func list(_ counts: Counts) -> String {
    counts.values.sorted { $0.key < $1.key }.map { "\(escaped($0.key)) \($0.value)" }
      .joined(separator: ", ")
  }

  /// A table, or a line that says that there is nothing to show.
  private static func table(_ head: [String], _ rows: [[String]]) -> String {
    guard !rows.isEmpty else { return "None.\n" }
    let lines = [head, head.map { _ in "---" }] + rows
    return lines.map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
  }

  /// A name between backticks.
  private static func code(_ text: String) -> String {
    "`\(escaped(text).replacing("`", with: "'"))`"
  }

  /// A name that a pipeline or a corpus chose, so that it stays within its cell.
  private static func escaped(_ text: String) -> String {
    let line = text.map { $0.isNewline ? " " : $0 }
    return String(line).replacing("|", with: "\\|").replacing("<", with: "&lt;")
  }
}
