/// The version of winnow, as `CHANGELOG.md` lists them.
package let winnowVersion = "0.1.0"
