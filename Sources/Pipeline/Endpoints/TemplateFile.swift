package import Endpoints
package import Records

extension OptionReader {
  /// What a model is told, from a file that an option names.
  ///
  /// The words are part of what a run is known by, as a side file; the place of the file is not.
  ///
  /// - Parameters:
  ///   - places: that a template must have.
  ///   - words: ours, where none is named.
  package mutating func template(
    _ key: String, _ places: [String], or words: String, doc: String
  ) throws(WinnowError) -> (template: PromptTemplate, path: String?) {
    let list = places.map { "`\($0)`" }.joined(separator: ", ")
    let path = try path(optional: key, doc: "\(doc), with \(list); ours by default")
    leaveOut([key])
    guard let path else { return (PromptTemplate(words), nil) }
    let bytes: [UInt8]
    do throws(WinnowError) {
      bytes = try readTextFile(path, what: "prompt file")
    } catch {
      var error = error
      error.mark = place(of: key)
      throw error
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw problem(key, must: "name a file of UTF-8 text")
    }
    let template = PromptTemplate(text)
    if let missing = template.missing(places) {
      throw problem(key, must: "name a file that contains `\(missing)`")
    }
    return (template, path)
  }
}
