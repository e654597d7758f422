internal import Glibc

/// What stands in the file system at a path; the only type here that lists folders.
enum Folder {
  enum Kind {
    /// Also a link that leads nowhere: opening it says so.
    case file
    case folder, linkToFolder
    /// A pipe, socket or device.
    case special
  }

  struct Entry {
    var name: String
    var kind: Kind
  }

  /// What stands at `path`, links followed; `nil` where nothing does.
  static func kind(of path: String) -> Kind? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      return unsafe lstat(path, &status) == 0 ? .file : nil
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR:
      let isLink = unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
      return isLink ? .linkToFolder : .folder
    default: return .special
    }
  }

  /// What is in the folder at `path`, sorted by the bytes of the names.
  ///
  /// - Returns: a `failure`, in words, where the folder cannot be read or a name is no UTF-8.
  static func list(_ path: String) -> Result<[Entry], Failure> {
    guard let folder = unsafe opendir(path.isEmpty ? "." : path) else {
      return .failure(Failure(reason: unsafe String(cString: strerror(errno)).lowercased()))
    }
    defer { unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) { chars in
          unsafe String(validatingCString: chars)
        }
      }
      guard let name else {
        return .failure(Failure(reason: "a file name in it is not UTF-8"))
      }
      if name != ".", name != ".." { names.append(name) }
    }
    names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return .success(
      names.compactMap { name in
        kind(of: InputPaths.join(path, name)).map { Entry(name: name, kind: $0) }
      })
  }

  struct Failure: Error {
    var reason: String
  }
}
