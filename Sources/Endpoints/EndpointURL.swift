internal import Foundation
package import Records

/// The address of a server that answers requests, without anything secret in it.
package struct EndpointURL: Sendable, Equatable, CustomStringConvertible {
  /// As it is printed and kept: without slashes at the end.
  package let description: String

  /// Reads `http://host:8000`, `https://api.example.org/v1`, or the address of a protocol below it.
  ///
  /// - Throws: `bad-url` without a place.
  package init(_ text: String) throws(WinnowError) {
    var text = text
    while text.hasSuffix("/") { text.removeLast() }
    guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty,
      parts.scheme == "http" || parts.scheme == "https",
      // Beyond that the network library traps.
      (1...65535).contains(parts.port ?? 80)
    else {
      throw WinnowError(
        .badURL, "this is no address of a server: `\(text)`",
        hint: "write it as `http://localhost:8000` or `https://api.example.org/v1`")
    }
    guard parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil
    else {
      // Not the address itself: it may hold a key.
      throw WinnowError(
        .badURL, "the address of the server `\(host)` has a name, a password or a query in it",
        hint:
          "addresses are kept in the store; put a key into an environment variable and name that")
    }
    description = text
  }

  /// Where requests of a protocol go.
  ///
  /// As OpenAI's clients do it, a path that is there (`…/v1`, `…/v1beta/openai`) is kept and the protocol's added;
  /// a server without a path gets `/v1`. vLLM's own protocols stand at the root.
  package func address(of path: EndpointPath) -> String {
    let name = "/" + path.name
    if description.hasSuffix(name) { return description }
    // The address of another protocol names the server as well.
    let other = Self.protocols.first { description.hasSuffix($0) }
    let root = other.map { String(description.dropLast($0.count)) } ?? description
    let hasPath = URLComponents(string: root)?.path.isEmpty == false
    if path.isVersioned { return root + (hasPath ? "" : "/v1") + name }
    return (root.hasSuffix("/v1") ? String(root.dropLast(3)) : root) + name
  }

  private static let protocols = [
    "/chat/completions", "/completions", "/embeddings", "/score", "/pooling", "/classify",
  ]
}

/// Where a protocol stands below a server's address.
package struct EndpointPath: Sendable, Equatable {
  /// Such as `chat/completions`.
  package let name: String
  /// Whether it stands below `/v1`.
  package let isVersioned: Bool
}
