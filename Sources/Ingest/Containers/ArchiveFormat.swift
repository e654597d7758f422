/// What libarchive is asked to read.
enum ArchiveFormat {
  case tar, zip, sevenZip
  /// One stream, in this compression.
  case xz, bzip2, lz4

  var name: String {
    switch self {
    case .tar: "tar"
    case .zip: "zip"
    case .sevenZip: "7z"
    case .xz: "xz"
    case .bzip2: "bzip2"
    case .lz4: "lz4"
    }
  }

  var isArchive: Bool {
    switch self {
    case .tar, .zip, .sevenZip: true
    case .xz, .bzip2, .lz4: false
    }
  }
}

/// One entry of an archive.
struct ArchiveEntry {
  enum Kind { case file, directory, link, other }

  /// As it stands in the archive.
  var name: String
  var kind: Kind
  /// Size in bytes as stated, where it is.
  var size: Int64?
  var isEncrypted: Bool
}
