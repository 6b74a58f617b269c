"""Areas in three tiers, and the postcodes that lead to them."""
