//! What Bonafide speaks about: dossiers, processes, their status machine, results. Pure.
