/// Columns that an export adds to those of the trainer, in this order.
enum ExtraColumn: CaseIterable, Sendable {
  case weight, probability, evidence, pairID, promptID

  var column: ExportColumn {
    switch self {
    case .weight:
      ExportColumn("weight", .number, "how much the pair counts; 1 where nothing weighs it")
    case .probability:
      ExportColumn("probability", .number, "that the label is right, 0 to 1")
    case .evidence:
      ExportColumn(
        "evidence", .text,
        "JSON object of the stage that made the pair, such as `lca_depth` and `advantage` of `trees.pairs`; `{}` for a pair of the sources"
      )
    case .pairID: ExportColumn("pair_id", .text, "public id of the pair, for `winnow why`")
    case .promptID: ExportColumn("prompt_id", .text, "public id of the prompt")
    }
  }
}

extension ExportOptions {
  var extraColumns: [ExtraColumn] {
    ExtraColumn.allCases.filter { column in
      switch column {
      case .weight: weights == .carry
      case .probability: softLabels == .carry
      case .evidence: writesEvidence
      case .pairID: writesIDs && unit == .pair
      case .promptID: writesIDs && unit == .prompt
      }
    }
  }
}
