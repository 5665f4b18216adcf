/** The components of a release beside those that are built here, as OpenShift names them. */
export const COMPONENT_NAMES: readonly string[] = `
agent-installer-api-server agent-installer-csr-approver agent-installer-node-agent agent-installer-orchestrator
agent-installer-ui agent-installer-utils apiserver-network-proxy aws-cloud-controller-manager
aws-cluster-api-controllers aws-ebs-csi-driver aws-ebs-csi-driver-operator aws-karpenter-provider-aws
aws-kms-encryption-provider aws-machine-controllers aws-pod-identity-webhook azure-cloud-controller-manager
azure-cloud-node-manager azure-cluster-api-controllers azure-disk-csi-driver azure-disk-csi-driver-operator
azure-file-csi-driver azure-file-csi-driver-operator azure-kms-encryption-provider azure-machine-controllers
azure-service-operator azure-workload-identity-webhook baremetal-cluster-api-controllers baremetal-installer
baremetal-machine-controllers baremetal-operator baremetal-runtimecfg cli cli-artifacts cloud-credential-operator
cloud-network-config-controller cluster-authentication-operator cluster-autoscaler cluster-autoscaler-operator
cluster-baremetal-operator cluster-bootstrap cluster-capi-controllers cluster-capi-operator
cluster-cloud-controller-manager-operator cluster-config-api cluster-config-operator
cluster-control-plane-machine-set-operator cluster-csi-snapshot-controller-operator cluster-dns-operator
cluster-etcd-operator cluster-image-registry-operator cluster-ingress-operator cluster-kube-apiserver-operator
cluster-kube-cluster-api-operator cluster-kube-controller-manager-operator cluster-kube-scheduler-operator
cluster-kube-storage-version-migrator-operator cluster-machine-approver cluster-monitoring-operator
cluster-network-operator cluster-node-tuning-operator cluster-olm-operator cluster-openshift-apiserver-operator
cluster-openshift-controller-manager-operator cluster-policy-controller
cluster-samples-operator cluster-storage-operator cluster-update-keys cluster-version-operator configmap-reloader
console console-operator container-networking-plugins coredns csi-driver-manila csi-driver-manila-operator
csi-driver-nfs
csi-external-attacher csi-external-provisioner csi-external-resizer csi-external-snapshotter csi-livenessprobe
csi-node-driver-registrar csi-snapshot-controller deployer docker-builder docker-registry egress-router-cni etcd frr
gcp-cloud-controller-manager gcp-cluster-api-controllers gcp-kms-encryption-provider gcp-machine-controllers
gcp-pd-csi-driver gcp-pd-csi-driver-operator gcp-workload-identity-federation-webhook haproxy-router hyperkube
hypershift ibm-cloud-controller-manager ibm-vpc-block-csi-driver ibm-vpc-block-csi-driver-operator
ibmcloud-cluster-api-controllers ibmcloud-machine-controllers insights-operator insights-runtime-exporter
insights-runtime-extractor installer installer-altinfra installer-artifacts ironic ironic-agent
ironic-machine-os-downloader ironic-static-ip-manager keepalived-ipfailover kube-metrics-server kube-proxy
kube-rbac-proxy kube-state-metrics kube-storage-version-migrator kubevirt-cloud-controller-manager
kubevirt-csi-driver machine-api-operator machine-config-operator
machine-image-customization-controller machine-os-images metallb-frr monitoring-plugin multus-admission-controller
multus-cni multus-cni-microshift multus-networkpolicy multus-route-override-cni multus-whereabouts-ipam-cni
must-gather network-interface-bond-cni network-metrics-daemon network-tools networking-console-plugin
nutanix-cloud-controller-manager nutanix-machine-controllers oauth-apiserver oauth-proxy oauth-server oc-mirror
olm-catalogd olm-operator-controller openshift-apiserver openshift-controller-manager
openshift-route-controller-manager openshift-state-metrics openstack-cinder-csi-driver
openstack-cinder-csi-driver-operator openstack-cloud-controller-manager openstack-cluster-api-controllers
openstack-machine-api-provider openstack-resource-controller operator-framework-tools operator-lifecycle-manager
operator-marketplace operator-registry ovn-kubernetes ovn-kubernetes-base ovn-kubernetes-microshift pod
powervs-block-csi-driver powervs-block-csi-driver-operator powervs-cloud-controller-manager
powervs-machine-controllers prom-label-proxy prometheus prometheus-alertmanager prometheus-config-reloader
prometheus-node-exporter prometheus-operator prometheus-operator-admission-webhook route-controller-manager
service-ca-operator telemeter tests thanos tools vsphere-cloud-controller-manager vsphere-cluster-api-controllers
vsphere-csi-driver vsphere-csi-driver-operator vsphere-csi-driver-syncer vsphere-problem-detector
`
  .trim()
  .split(/\s+/);
