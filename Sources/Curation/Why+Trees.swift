internal import Pipeline
internal import Records
internal import Store

/// Where the responses of a pair part, for a terminal.
struct TreeLines {
  let history: PairHistory

  var sections: [(title: String, lines: [String])] {
    history.trees.map { said in
      (
        "tree \(said.id.description.prefix(8)) by \(said.stage) (run \(said.run.description.prefix(8)))",
        lines(said)
      )
    }
  }

  private func lines(_ said: PairHistory.TreeSaid) -> [String] {
    let unit = said.kind == .turns ? "turns" : "pieces"
    var lines = ["\(said.responses) responses in \(unit)"]
    if let shared = said.shared {
      lines.append(
        shared.nodes == 0
          ? "the two share nothing"
          : "the two share \(shared.nodes) \(shared.nodes == 1 ? String(unit.dropLast()) : unit), "
            + "\(grouped(shared.bytes)) bytes")
    }
    for (side, branch) in [("a", said.a), ("b", said.b)] {
      guard let branch else {
        if side == "a" || history.b != nil { lines.append("\(side) is not in it") }
        continue
      }
      var words = "\(side) ends after \(branch.nodes)"
      if let score = branch.score { words += ", score \(number(score))" }
      if let value = branch.value, value.count > 1 {
        words +=
          "; \(value.count) responses begin like it, with a mean of \(number(value.mean)) "
          + "and a standard deviation of \(number(value.spread))"
      }
      lines.append(words)
    }
    return lines
  }
}

extension PairHistory.TreeSaid {
  var json: ConfigValue {
    .object([
      .init("id", .string(id.description)), .init("stage", .string(stage)),
      .init("run", .string(run.description)),
      .init("of", .string(kind == .turns ? "dialogues" : "responses")),
      .init("responses", .int(Int64(responses))),
      .init("lca_depth", shared.map { .int(Int64($0.nodes)) } ?? .null),
      .init("shared_bytes", shared.map { .int(Int64($0.bytes)) } ?? .null),
      .init("a", a?.json ?? .null), .init("b", b?.json ?? .null),
    ])
  }
}

extension PairHistory.Branch {
  var json: ConfigValue {
    .object([
      .init("depth", .int(Int64(nodes))), .init("score", score.map { .double($0) } ?? .null),
      .init("value", value.map { .double($0.mean) } ?? .null),
      .init("leaves", value.map { .int(Int64($0.count)) } ?? .null),
      .init("spread", value.map { .double($0.spread) } ?? .null),
    ])
  }
}
