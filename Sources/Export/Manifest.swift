internal import Foundation
internal import Records
internal import Store

/// `winnow-manifest.json`: what a folder holds and how it came about. It stands outside `data/`,
/// and the card's `configs:` keeps `datasets` from reading it as data.
///
/// It says nothing of time, host, path or number of threads: the same export gives the same bytes.
struct Manifest: Decodable {
  static let fileName = "winnow-manifest.json"
  /// Raised when the meaning of a key changes.
  static let version = 1

  var winnowManifest: Int
  /// Of the run.
  var digest: String
  var splits: [String: Split]

  struct Split: Decodable {
    var shards: [Shard]
  }

  enum CodingKeys: String, CodingKey {
    case digest, splits
    case winnowManifest = "winnow_manifest"
  }

  /// The manifest in `folder`; `nil` if there is none that winnow wrote.
  static func read(folder: String) -> Manifest? {
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(fileName)") else {
      return nil
    }
    return try? JSONDecoder().decode(Manifest.self, from: data)
  }

  /// Whether `folder` holds what the run `digest` wrote: every shard, byte for byte.
  static func isIntact(folder: String, digest: PublicID) -> Bool {
    guard let manifest = read(folder: folder), manifest.winnowManifest == version,
      manifest.digest == digest.description,
      FileManager.default.fileExists(atPath: "\(folder)/README.md")
    else { return false }
    return manifest.splits.values.allSatisfy { split in
      split.shards.allSatisfy { shard in
        let found = try? FileDigest.of("\(folder)/\(shard.path)", cache: nil)
        return found?.size == Int64(shard.bytes) && found?.sha256 == shard.sha256
      }
    }
  }

  /// The first thing in `folder` that is not of this manifest; `nil` if there is none.
  func foreignFile(in folder: String) -> String? {
    let own = Set(splits.values.flatMap { $0.shards.map(\.path) })
      .union([Self.fileName, "README.md", "data"])
    let files = FileManager.default
    let names = ((try? files.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    let inData = ((try? files.contentsOfDirectory(atPath: "\(folder)/data")) ?? []).sorted()
    return (names + inData.map { "data/\($0)" }).first { !own.contains($0) }
  }
}
