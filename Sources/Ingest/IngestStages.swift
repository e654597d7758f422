// Stages that read what belongs to a corpus and is no record of it (Dynamics/).

package import Pipeline

/// Every stage of this module, in the order the documentation lists them.
package let ingestStages: [StageEntry] = [
  StageEntry(DynamicsImport.self)
]
