/** What a person should know about a release, its streams or a proposal; one word each, for programs. */
export type ReleaseWarningReason =
  | 'VersionMismatch' // image-references and release-metadata name two versions
  | 'TagRefused' // a tag that matters has no usable pull spec
  | 'NoOsImage' // neither node image nor Driver Toolkit: perhaps no OpenShift release
  | 'DtkMissing' // a node image without a Driver Toolkit of its stream
  | 'OsImageMissing' // a Driver Toolkit without a node image of its stream
  | 'KernelSourcesDisagree'
  | 'DtkKernelDiffers' // modules built with this Driver Toolkit may not load on these nodes
  | 'KernelUnknown'
  | 'KernelDerived'
  | 'KernelMissing' // nodes for which the release has no kernel
  | 'KernelNotFromRelease' // nodes that the release does not update
  | 'CustomOsImage'
  | 'StreamAssumed'
  | 'DtkImagesDiffer'
  | 'NodesNotUpdated'
  | 'UpdatesUnknown'
  | 'ListCut';

export interface ReleaseWarning {
  reason: ReleaseWarningReason;
  /** A sentence for people. */
  message: string;
}
