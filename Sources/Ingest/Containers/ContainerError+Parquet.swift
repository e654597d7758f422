package import Parquet

extension ContainerError {
  /// A Parquet file that cannot be read.
  package init(_ error: ParquetError, path: String) {
    let kind: Kind =
      switch error.kind {
      case .notParquet, .damaged: .damaged
      case .unsupported, .encrypted, .usage: .unsupported
      case .limit: .limit
      case .io: .unreadable
      }
    let place = error.place.description
    self.init(
      kind, path: path,
      message: "Parquet: \(error.reason)\(place.isEmpty ? "" : " (\(place))")", hint: error.hint)
  }
}
