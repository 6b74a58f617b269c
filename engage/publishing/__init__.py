"""The one road to the public: gates, then an edition, frozen and hashed."""
